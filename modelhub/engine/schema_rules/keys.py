"""Comments on columns that identify the row or point to another one."""

import re

from modelhub.engine.schema_rules.field import Field, attribute
from modelhub.engine.schema_rules.names import phrase, singular
from modelhub.engine.schema_rules.subjects import read_table_name
from modelhub.engine.schema_rules.vocabulary import PARTICIPLES

_IDENTIFYING = frozenset({"id", "key", "guid", "uuid", "identifier"})
_WITHOUT_ROLE = _IDENTIFYING | {"code", "number", "surrogate", "foreign", "natural", "business"}
_REFERENCE = re.compile(r"""["`\[\]]""")


def primary_key(field: Field) -> str | None:
    """The column that alone identifies the row, or its part in a key of several columns."""
    if not field.column.is_primary_key or field.column.is_foreign_key:
        return None
    if field.subject.n_key_columns > 1:
        return f"{_identifier(field) or attribute(field.words, field.subject)}; part of the primary key"
    return f"{_identifier(field) or attribute(field.words, field.subject)}; primary key of the table"


def foreign_key(field: Field) -> str | None:
    """The column that is declared to point to another table, with the role in which it does."""
    if not field.column.is_foreign_key:
        return None
    text = _reference(field)
    if field.column.is_primary_key:
        return (
            f"{text}; part of the primary key" if field.subject.n_key_columns > 1 else f"{text}; also the primary key"
        )
    return f"{text}; null when there is none" if field.column.nullable else text


def identifier(field: Field) -> str | None:
    """The column that is an identifier by its name alone."""
    return _identifier(field)


def target_of(field: Field) -> tuple[str, ...]:
    """Return the words of the thing that a foreign key points to; the name's words when no target is declared."""
    place = _REFERENCE.sub("", field.column.references).split("(")[0]
    parts = [part for part in place.split(".") if part.strip()]
    # `table.column`, `schema.table.column` or, with the column in brackets, the table alone.
    table = parts[-2] if len(parts) > 1 and "(" not in field.column.references else "".join(parts[-1:])
    return read_table_name(table).words if table else _role(field)


def _reference(field: Field) -> str:
    target, role = target_of(field), _role(field)
    # freight.carrier(scac) inside brackets would read badly.
    where = f" ({field.column.references.replace('(', '.').rstrip(')')})" if field.column.references else ""
    to = f"reference to the {phrase(target) or 'related row'}{where}"
    if role[-1:] == ("by",) and role[-2:-1] and role[-2] in PARTICIPLES:
        return f"{to} by whom the {field.subject.phrase} was {role[-2]}"
    if not role or role == target or role[-1:] == target[-1:]:
        return f"reference to the {phrase(role or target) or 'related row'}{where}"
    return f"{to} in the role of {phrase(role)}"


def _role(field: Field) -> tuple[str, ...]:
    words = list(field.words)
    while words and words[-1] in _WITHOUT_ROLE:
        words.pop()
    return singular(tuple(words))


def _identifier(field: Field) -> str | None:
    if not field.words or field.words[-1] not in _IDENTIFYING:
        return None
    role = field.words[:-1]
    if role[-1:] == ("surrogate",):
        return f"surrogate key of the {phrase(role[:-1]) or field.subject.phrase}"
    if role and set(role) <= {"row", "primary", "natural", "business", "hash", "external", "source", "global"}:
        return f"{phrase(role)} identifier of the {field.subject.phrase}"
    if role[-1:] == ("by",) and role[-2:-1] and role[-2] in PARTICIPLES:
        return f"identifier of the user by whom the {field.subject.phrase} was {role[-2]}"
    return f"identifier of the {phrase(singular(role)) or field.subject.phrase}"
