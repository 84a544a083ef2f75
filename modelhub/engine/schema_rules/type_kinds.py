"""Sort the hundreds of spellings of column types into the dozen kinds that matter for a comment."""

import re
from enum import Enum
from functools import lru_cache


class Kind(Enum):
    """What a column's type says about its values; the value is how to say it."""

    BOOLEAN = "true or false"
    TIMESTAMP = "date and time"
    DATE = "date"
    TIME = "time of day"
    DECIMAL = "number"
    INTEGER = "whole number"
    TEXT = "text"
    JSON = "structured value"
    LIST = "list of values"
    BINARY = "binary content"
    UUID = "generated identifier"
    PLACE = "geographic shape or point"
    UNKNOWN = "value"


TEMPORAL = frozenset({Kind.TIMESTAMP, Kind.DATE, Kind.TIME})
NUMERIC = frozenset({Kind.DECIMAL, Kind.INTEGER})

# The first pattern that is found wins, so a specific spelling stands before the general one that it contains.
_PATTERNS = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (r"^\s*(array|list)\b|\[\s*\d*\s*\]\s*$", Kind.LIST),
        (r"^\s*(json|struct|map|row|object|variant|super|xml|hstore|record)", Kind.JSON),
        (r"^\s*\W?(bool|bit\s*$|bit\s*\(\s*1\s*\)|flag\b|tinyint\s*\(\s*1\s*\))", Kind.BOOLEAN),
        (r"^\s*(timestamp|datetime|smalldatetime)", Kind.TIMESTAMP),
        (r"^\s*date", Kind.DATE),
        (r"^\s*time", Kind.TIME),
        (r"^\s*(uuid|uniqueidentifier|guid)", Kind.UUID),
        (r"^\s*number\s*\(\s*\d+\s*(,\s*0\s*)?\)", Kind.INTEGER),
        (r"^\s*(decimal|numeric|number|float|double|real|money|smallmoney|bignumeric|bigdecimal|dec\b)", Kind.DECIMAL),
        (r"^\s*(big|small|medium|tiny|var|u|h)?\s*(int|serial|byteint|long\s*$|short\s*$|year\s*$)", Kind.INTEGER),
        (
            r"^\s*(blob|longblob|mediumblob|tinyblob|bytea|binary|varbinary|image|raw|bytes|long\s+raw|bfile)",
            Kind.BINARY,
        ),
        (r"^\s*(geo|point|polygon|linestring|sdo_geometry)", Kind.PLACE),
        (
            r"^\s*\W?(n?var|n?char|n?text|string|n?clob|long|tiny|medium|enum|set\b|citext|bpchar|character|name|phone)",
            Kind.TEXT,
        ),
    )
)


@lru_cache(maxsize=2048)
def kind_of(type_text: str) -> Kind:
    """Return the kind of a type as written in any dialect; UNKNOWN when it says nothing."""
    # A type can be a page of nested fields; its head decides, its tail only whether it is a list.
    shortened = type_text if len(type_text) <= 200 else type_text[:100] + type_text[-20:]
    return next((kind for pattern, kind in _PATTERNS if pattern.search(shortened)), Kind.UNKNOWN)
