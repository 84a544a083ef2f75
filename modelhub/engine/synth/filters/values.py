"""What kind of value a comment speaks of, and which kinds a column can hold, by its type and its name."""

import re
from enum import Enum
from functools import lru_cache

from modelhub.engine.records import ColumnRecord
from modelhub.engine.schema_rules.names import words_of
from modelhub.engine.schema_rules.type_kinds import TEMPORAL, Kind, kind_of
from modelhub.engine.schema_rules.vocabulary import ALL_UNITS, MONEY


class Value(Enum):
    """Kinds of values that a comment's beginning or its unit tells apart; the value is how to say it."""

    TRUTH = "what is true or false"
    MOMENT = "a day or moment"
    KEY = "a key"
    MONEY = "an amount of money"
    QUANTITY = "a quantity"
    PERSON = "a person"
    NAME = "a name or number of its own"


_QUANTITIES = frozenset({Value.QUANTITY, Value.MONEY})
_NAMING = frozenset({Value.NAME, Value.KEY, Value.PERSON})
# What a comment may begin with; the first that is found wins. "Day haulage" and "tax return" are things, no values.
_OPENINGS = (
    (
        Value.TRUTH,
        r"true\b|whether\b|(?:y|yes|1) (?:if|where|for|when|once|as soon|while|unless)\b|set (?:if|where)\b"
        r"|when (?:true|set|checked|ticked|yes|y|1)\b|identifies \w+s (?:that|which|whose)\b"
        r"|(?:flag|indicator|tells|says|shows|indicates|marks) (?:if|whether|that)\b",
    ),
    (
        Value.MOMENT,
        r"(?:(?:exact|calendar|first|last|latest|earliest|local|business|utc|date and) )*"
        r"(?:(?:day|date|moment|timestamp|instant|point in time)\b(?=\W*$| (?!of the (?:week|month|year)\b)"
        r"(?:on|at|from|until|when|which|that|the|of|by|as|and|after|before|for|up|whose|in)\b)"
        # "When the bill was paid" tells a moment, "When the probe fails, no reading comes" tells none.
        r"|time (?:at|when) which\b)|when\b(?! (?:false|above|below|null|empty)\b)(?=[^,]*(?:[;.]|$))",
    ),
    (
        Value.KEY,
        r"(?:foreign|surrogate|internal|technical|business) (?:key|id)\b|primary key\b(?! together)|(?:key|reference|pointer|link) (?:of|to|that|by)\b"
        r"|(?:unique )?identifie[sr]\b|number that (?:identifies|stands for)\b",
    ),
    (
        Value.MONEY,
        r"(?:[\w-]+ ){0,2}(?:amount|price|cost|fee|tax|salary|wage|revenue)s?\b"
        r"(?=\W*$|[,;:(]| (?:of|in|that|for|paid|charged|due|per|at|to|before|after|without|including|agreed|which)\b)",
    ),
    (
        Value.QUANTITY,
        r"how (?:many|long)\b|how much (?!stops|is lost|depends)|count of\b|number of (?!the\b|an?\b)\w+s\b"
        r"|(?:sum|share|length) of\b|(?:average|mean|total|smallest|largest)\b",
    ),
    (Value.PERSON, r"(?:who|person|user|employee|colleague)\b"),
    (
        Value.NAME,
        r"(?:name|wording|label|text|title|short form|iso (?:\d+ )?code)\b"
        r"|number (?:under|by which|printed|painted|engraved)\b",
    ),
)
_OF_TIME = re.compile(
    r"\b(?:first|last|latest|earliest|next|times?|timestamp|dates?|days?|moment|instant|when|months?|years?|hours?|weeks?|quarter"
    r"|utc|as of|snapshot|handover|partition\w*|key|start|end|begin\w*|until|since|before|after|while|once|period|due|expir\w*)\b",
    re.IGNORECASE,
)
_ARTICLE = r"\W*(?:(?:the|an?)\s+)?"
_OPENING = re.compile(
    f"{_ARTICLE}(?:{'|'.join(f'(?P<{value.name}>{pattern})' for value, pattern in _OPENINGS)})", re.IGNORECASE
)
_CURRENCIES = r"(?:US |Canadian )?dollars|euros?|pounds sterling|USD|EUR|GBP"
_SPOKEN_UNITS = sorted({re.escape(unit) for unit in ALL_UNITS.values()} - {"bar"}, key=len, reverse=True)
_UNIT = re.compile(
    rf"(?:\b(?:in|unit is)|\() ?(?:(?P<money>{_CURRENCIES})|{'|'.join(_SPOKEN_UNITS)}|per ?cent)\b", re.IGNORECASE
)
_BY_LAST_WORD = {
    **dict.fromkeys(("date", "timestamp", "time", "datetime", "at", "on", "day", "since"), frozenset({Value.MOMENT})),
    **dict.fromkeys(("id", "key", "guid", "uuid", "identifier"), _NAMING),
    **dict.fromkeys(("flag", "indicator", "yn", "bool"), frozenset({Value.TRUTH})),
    **dict.fromkeys(MONEY, _QUANTITIES),
    **dict.fromkeys(("by", "owner", "manager", "name", "user"), frozenset({Value.PERSON, Value.NAME})),
    "number": _NAMING | _QUANTITIES,
    "code": _NAMING,
}
_TEXT_HEADS = frozenset({"description", "text", "title", "type", "category", "label"})
_COUNT_WORDS = frozenset({"count", "quantity", "number", "total", "amount", "percentage", "rate", "days", "hours"})
_WHOLE = re.compile(r"\(\s*\d+\s*(?:,\s*0\s*)?\)")


@lru_cache(maxsize=8192)
def told_value(comment: str) -> Value | None:
    """Return the kind of value that a comment begins with, or else gives a unit of; None where it doesn't say."""
    if found := _OPENING.match(comment):
        return Value[str(found.lastgroup)]
    unit = _UNIT.search(comment)
    return (Value.MONEY if unit["money"] else Value.QUANTITY) if unit else None


@lru_cache(maxsize=8192)
def values_of(column: ColumnRecord) -> tuple[frozenset[Value], frozenset[Value]]:
    """Return the kinds that a column most likely holds (none: it may be any), and those that its type rules out."""
    kind = kind_of(column.type)
    if kind is Kind.TIME:
        return frozenset(), frozenset({Value.MONEY})  # a duration as well as a time of day
    if kind in TEMPORAL:
        return frozenset({Value.MOMENT}), _QUANTITIES | {Value.KEY, Value.NAME}
    if kind is Kind.BOOLEAN:
        # "User has premium support" and "Identifies fragile goods" are about a flag.
        return frozenset({Value.TRUTH}), _QUANTITIES | {Value.MOMENT}
    if kind is Kind.DECIMAL and not _WHOLE.search(column.type):
        return _QUANTITIES, frozenset({Value.MOMENT, Value.TRUTH})
    if kind is Kind.UUID:
        return _NAMING, _QUANTITIES | {Value.MOMENT, Value.TRUTH}
    return _by_name(column, kind), frozenset()


def fits_type(comment: str, column: ColumnRecord) -> bool:
    """Whether a comment on a date has a word of time, or of keys and parts; on other columns it may say anything."""
    return kind_of(column.type) not in TEMPORAL - {Kind.TIME} or bool(_OF_TIME.search(comment))


def _by_name(column: ColumnRecord, kind: Kind) -> frozenset[Value]:
    """Whole numbers and texts may hold anything: what their names say."""
    words = words_of(column.name) or ("",)
    last = words[-1]
    if last == "time" and kind is Kind.INTEGER:
        return frozenset()  # a duration as well as a time of day
    if column.key and Value.MOMENT not in _BY_LAST_WORD.get(last, ()):
        return _NAMING if kind is Kind.TEXT else _NAMING - {Value.NAME}
    if words[0] in {"is", "has"}:
        return frozenset({Value.TRUTH})
    if "status" in words:
        return frozenset({Value.NAME, Value.TRUTH})
    if kind is Kind.INTEGER and set(words) & _COUNT_WORDS:
        return _BY_LAST_WORD.get(last, frozenset()) | _QUANTITIES
    if kind is Kind.TEXT and last in _TEXT_HEADS:
        return frozenset({Value.NAME})
    return _BY_LAST_WORD.get(last, frozenset())
