"""Describe a table in two or three sentences: its grain, what it points to, what it records."""

from modelhub.engine.schema_rules.field import Field
from modelhub.engine.schema_rules.keys import target_of
from modelhub.engine.schema_rules.names import listed, phrase, plural, sentence, with_article
from modelhub.engine.schema_rules.quantities import unit_of
from modelhub.engine.schema_rules.subjects import TableKind, TableName
from modelhub.engine.schema_rules.type_kinds import NUMERIC, TEMPORAL
from modelhub.engine.schema_rules.vocabulary import ADJECTIVES, PARTICIPLES

_MOST_NAMED = 3
_MOST_DATES = 2
_AUDIT_WORDS = frozenset(
    {
        "created",
        "create",
        "updated",
        "update",
        "modified",
        "inserted",
        "loaded",
        "load",
        "synced",
        "deleted",
        "ingested",
        "etl",
    }
)
_NO_NOUNS = ADJECTIVES | frozenset(PARTICIPLES)
_HEADS_OF_KEYS = frozenset({"id", "key", "guid", "uuid", "code", "number"})
_OPENINGS = {
    TableKind.FACT: "fact table on {things}",
    TableKind.DIMENSION: "dimension table of {things}",
    TableKind.STAGING: "staging table for {things} as they come from the source",
    TableKind.LOG: "log of {things}",
    TableKind.HISTORY: "history of {things}",
    TableKind.SNAPSHOT: "snapshots of {things}",
    TableKind.SUMMARY: "summary of {things}",
    TableKind.LOOKUP: "lookup table of {things}",
    TableKind.COPY: "temporary or backup copy of {things}",
}
_PER = {
    TableKind.LOG: "entry",
    TableKind.HISTORY: "version or change",
    TableKind.SUMMARY: "group",
    TableKind.SNAPSHOT: "snapshot",
}


def describe(name: TableName, fields: tuple[Field, ...]) -> str:
    """Return two or three sentences on the table, never a list of its columns."""
    told = [_grain(name, fields), _references(name, fields), _records(fields)]
    sentences = [sentence(text) for text in told if text]
    return " ".join(sentences if len(sentences) > 1 else [*sentences, sentence(_key_caveat(fields))])


def _grain(name: TableName, fields: tuple[Field, ...]) -> str:
    keys = [field for field in fields if field.column.is_primary_key]
    if _is_bridge(name, fields, keys):
        ends = [phrase(target_of(key)) for key in keys] or ["one thing", "another"]
        return f"link table with one row per combination of {listed(ends)}"
    per = f"one row per {_unit_of_rows(name, keys)}"
    opening = _OPENINGS.get(name.kind)
    return f"{opening.format(things=phrase(plural(name.words)))}, {per}" if opening else per


def _is_bridge(name: TableName, fields: tuple[Field, ...], keys: list[Field]) -> bool:
    linking = len(keys) > 1 and all(key.column.is_foreign_key for key in keys) and len(fields) <= len(keys) + 3
    return linking or (name.kind is TableKind.BRIDGE and len(keys) > 1)


def _unit_of_rows(name: TableName, keys: list[Field]) -> str:
    if 1 < len(keys) <= _MOST_NAMED + 1:
        return f"combination of {listed([_key_phrase(key) for key in keys])}"
    return _PER.get(name.kind) or phrase(name.words)


def _key_phrase(key: Field) -> str:
    return phrase(key.words[:-1] if len(key.words) > 1 and key.words[-1] in _HEADS_OF_KEYS - {"number"} else key.words)


def _references(name: TableName, fields: tuple[Field, ...]) -> str:
    foreign = [field for field in fields if field.column.is_foreign_key]
    if foreign and all(field.column.is_primary_key for field in foreign):
        return ""  # the grain has named them
    if declared := _distinct([phrase(target_of(field)) for field in foreign]):
        return f"each row refers to {_some([with_article(target) for target in declared])}"
    implied = _distinct(
        [phrase(f.words[:-1]) for f in fields if f.words[-1:] == ("id",) and not f.column.is_primary_key]
    )
    implied = [target for target in implied if target and target != phrase(name.words)]
    return f"carries identifiers of {_some(implied)}, although no foreign key is declared" if implied else ""


def _records(fields: tuple[Field, ...]) -> str:
    free = [f for f in fields if f.words and not f.column.key and f.words[-1] not in _HEADS_OF_KEYS]
    measures = [_measure(f) for f in free if f.kind in NUMERIC and _is_readable(f)]
    dates = [_date(f) for f in free if f.kind in TEMPORAL and not set(f.words) & _AUDIT_WORDS and _is_readable(f)]
    details = [phrase(f.words) for f in free if f.kind not in NUMERIC | TEMPORAL and _is_readable(f)]
    facts = _distinct(measures)[:_MOST_NAMED] or _distinct(details)[:_MOST_NAMED]
    when = f"dated by {listed(_distinct(dates)[:_MOST_DATES])}" if dates else ""
    if not facts:
        return f"rows are {when}" if when else ""
    what = f"it records {listed(facts)}" + (" among other things" if len(free) > _MOST_NAMED else "")
    return f"{what}, {when}" if when else what


def _measure(field: Field) -> str:
    """Name a measure without its unit: distance_km is the distance."""
    return phrase(field.words[:-1] if len(field.words) > 1 and unit_of(field.tokens) else field.words)


def _date(field: Field) -> str:
    """Name a date; shipped_at keeps the name of its column, for "dated by shipped" would be no English."""
    return field.column.name if field.words[-1] in {"at", "on"} else phrase(field.words)


def _is_readable(field: Field) -> bool:
    words = field.words
    if words[0] in {"is", "has"} or words[-1].isdigit() or (len(words) == 1 and words[0] in _NO_NOUNS):
        return False
    return any(len(word) > 2 for word in words) and all(word.isascii() for word in words)


def _key_caveat(fields: tuple[Field, ...]) -> str:
    keys = [field.column.name for field in fields if field.column.is_primary_key]
    if keys:
        return f"rows are identified by {listed(keys[:_MOST_NAMED])}"
    return "no primary key is declared, so the same row may occur twice"


def _some(phrases: list[str]) -> str:
    rest = len(phrases) - _MOST_NAMED
    return listed(phrases) if rest <= 1 else f"{', '.join(phrases[:_MOST_NAMED])} and {rest} others"


def _distinct(phrases: list[str]) -> list[str]:
    return list(dict.fromkeys(text for text in phrases if text))
