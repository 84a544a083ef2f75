"""Filter for names of SQL dialects."""

from django import template

from evaluator.steps.table_view import DIALECTS

register = template.Library()


@register.filter
def dialect_name(dialect: str) -> str:
    """Return a dialect's name as its makers write it."""
    return DIALECTS.get(dialect, dialect)
