"""A rule-based writer of documentation: short forms expanded, types and keys put into words."""

from modelhub.engine.schema_rules.document import document

__all__ = ["document"]
