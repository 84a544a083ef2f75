"""Comment on one column: the first rule that recognises it speaks, and the last one always does."""

from collections.abc import Callable

from modelhub.engine.schema_rules.field import Field, attribute
from modelhub.engine.schema_rules.keys import foreign_key, identifier, primary_key
from modelhub.engine.schema_rules.moments import doer, moment
from modelhub.engine.schema_rules.names import sentence
from modelhub.engine.schema_rules.qualities import classification, flag, text
from modelhub.engine.schema_rules.quantities import count, measure, money, position, quantity
from modelhub.engine.schema_rules.type_kinds import Kind

Rule = Callable[[Field], str | None]
_GENERIC = frozenset(
    {"column", "field", "attribute", "value", "values", "data", "custom", "user", "udf", "flex", "item", "number"}
)
# U+0250 begins the letters beyond Latin with its extensions.
_FIRST_BEYOND_LATIN = "\u0250"
_LONGEST_NAME = 60


def comment_on(field: Field) -> str:
    """Return one sentence on the column, never empty."""
    for rule in _RULES:
        if told := rule(field):
            return sentence(told)
    return sentence(_plain(field))


def _unreadable(field: Field) -> str | None:
    """A name without a word in it: say what the type says, and no more."""
    readable = [word for word in field.words if len(word) > 1 and word.isalpha() and word < _FIRST_BEYOND_LATIN]
    if not field.column.name.strip():
        return field.kind.value
    if not readable and not field.column.name.isascii():
        return f"{field.kind.value} named {_shortened(field.column.name)}"
    if not readable or (len(field.words) > len(readable) and set(readable) <= _GENERIC):
        return f"{field.kind.value}; the name {_shortened(field.column.name)} does not say what it holds"
    return None


def _shape(field: Field) -> str | None:
    """A column whose type is the news: structured, repeated or binary values."""
    words = attribute(field.words, field.subject)
    told = {Kind.JSON: f"{words}, as a structured value", Kind.LIST: f"list of values: {words}"}
    told[Kind.BINARY] = f"{words}, as binary content"
    return told.get(field.kind)


def _plain(field: Field) -> str:
    if field.own_words == field.subject.words:
        return (
            f"name or text of the {field.subject.phrase}"
            if field.kind is Kind.TEXT
            else f"value of the {field.subject.phrase}"
        )
    return attribute(field.words, field.subject)


def _shortened(name: str) -> str:
    name = " ".join(name.split())
    return name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME] + "..."


_RULES: tuple[Rule, ...] = (
    _unreadable,
    primary_key,
    foreign_key,
    doer,
    moment,
    flag,
    identifier,
    position,
    count,
    quantity,
    measure,
    money,
    classification,
    text,
    _shape,
)
