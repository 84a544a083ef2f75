"""Comments that the schema contradicts: each rule takes only what the schema leaves no doubt about."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from modelhub.engine.independent_check.units import unit_of_name, units_given
from modelhub.engine.independent_check.words import content_words, means, name_parts
from modelhub.engine.records import ColumnRecord, DocumentationRecord, TableRecord

_TIMES = re.compile(r"(?i)^\W*(date|datetime|time|timestamp|smalldatetime)")
_TRUTHS = re.compile(r"(?i)^\W*(bool|bit\b)")
_TEXTS = re.compile(r"(?i)^\W*(n?var)?(char|string|text|clob)")
_FRACTIONS = re.compile(r"(?i)^\W*(float|double|real|money|(numeric|decimal|number|dec)\s*\(\s*\d+\s*,\s*[1-9])")
_SAYS_MOMENT = re.compile(r"(?i)^(when|date|day|moment|point in time|timestamp|time at|last time|first time)\b")
_SAYS_TRUTH = re.compile(
    r"(?i)^((true|false|y|n|yes|1|0) (where|if|when|for|means|unless)|(tells |says )?whether|flag)\b"
)
_SAYS_AMOUNT = re.compile(r"(?i)^(number of|count of|amount of|sum of|share of|quantity of|percentage)\b")
_SAYS_EMPTY = re.compile(r"(?i)\b(null|empty|blank|missing|not set)\s+(while|when|until|if|unless|where|before|for)\b")
_SAYS_FULL = re.compile(r"(?i)\b(never (null|empty|blank|missing)|always (set|filled|present|given))\b")
_SAYS_PRIMARY = re.compile(r"(?i)\bprimary key\b(?! of)")
# Names with underscores, or of several words with dots: not "e.g.", and not "E.164".
_IDENTIFIER = re.compile(r"\b(?:[A-Za-z]\w+\.)*[A-Za-z]\w*_\w+(?:\.[A-Za-z]\w+)*|\b[A-Za-z]\w\w+(?:\.[A-Za-z]\w\w+)+")
_FEWEST_WORDS = 2


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One comment and the rule that found it; `said` names what in words."""

    column: str
    rule: str
    said: str


def contradictions(table: TableRecord, written: DocumentationRecord) -> list[Contradiction]:
    """Return what the schema contradicts, at most one per column, in the table's order. A missing comment is none."""
    comments = dict(written.comments)
    found = ((column, _first(column, comments.get(column.name), table)) for column in table.columns)
    return [Contradiction(column.name, *problem) for column, problem in found if problem]


def invented_names(text: str | None, table: TableRecord) -> list[str]:
    """Return what looks like a name of a table or column, in snake_case or with dots, and stands nowhere in the schema."""
    known = _known_names(table)
    return [name for name in _IDENTIFIER.findall(text or "") if name.lower().strip("._") not in known]


def _first(column: ColumnRecord, text: str | None, table: TableRecord) -> tuple[str, str] | None:
    if not text:
        return None
    for rule, check in _RULES.items():
        if said := check(column, text, table):
            return rule, said
    return None


def _wrong_kind(column: ColumnRecord, text: str, _: TableRecord) -> str:
    is_time, is_truth = bool(_TIMES.match(column.type)), bool(_TRUTHS.match(column.type))
    is_fraction = bool(_FRACTIONS.match(column.type))
    if _SAYS_MOMENT.match(text) and (is_truth or is_fraction):
        return f"a moment, and the type is {column.type}"
    if _SAYS_TRUTH.match(text) and (is_time or is_fraction):
        return f"yes or no, and the type is {column.type}"
    if _SAYS_AMOUNT.match(text) and (is_time or is_truth):
        return f"an amount, and the type is {column.type}"
    if units_given(text) and (is_truth or is_time):
        return f"a unit, and the type is {column.type}"
    return ""


def _wrong_letters(column: ColumnRecord, text: str, _: TableRecord) -> str:
    """Y and N for a Boolean, true and false for one letter."""
    if _TRUTHS.match(column.type) and re.match(r"(?:Y|N)\b", text):
        return f"letters, and the type is {column.type}"
    if re.match(r"(?i)n?(var)?char2?\(1\)", column.type) and re.match(r"(?:True|False)\b", text):
        return f"true or false, and the type is {column.type}"
    return ""


def _wrong_null(column: ColumnRecord, text: str, _: TableRecord) -> str:
    if not column.nullable and _SAYS_EMPTY.search(text):
        return "empty at times, and the column is NOT NULL"
    if column.nullable and not column.is_primary_key and _SAYS_FULL.search(text):
        return "never empty, and the column may be null"
    return ""


def _wrong_key(column: ColumnRecord, text: str, _: TableRecord) -> str:
    claims = _SAYS_PRIMARY.search(text) and not column.is_primary_key
    return "the primary key, which it is no part of" if claims else ""


def _wrong_target(column: ColumnRecord, text: str, table: TableRecord) -> str:
    """A key's comment that names a table, and not the one that it references."""
    own = target_of(column).lower()
    if not own or own.rsplit(".", 1)[-1] in text.lower():
        return ""
    others = {target_of(other).lower() for other in table.columns if other.references} - {own}
    named = [name for name in _IDENTIFIER.findall(text) if name.lower() in others]
    strange = named or invented_names(text, table)
    return f"{strange[0]}, and it references {target_of(column)}" if strange else ""


def _wrong_unit(column: ColumnRecord, text: str, _: TableRecord) -> str:
    own, given = unit_of_name(name_parts(column.name)), units_given(text)
    same_quantity = {unit for unit in given if own and unit[0] == own[0]}
    return "another unit than its name" if own and same_quantity and own not in same_quantity else ""


def _about_another(column: ColumnRecord, text: str, table: TableRecord) -> str:
    """A comment with no word of its own name and all of another column's, which says two or more words."""
    words = content_words(text)
    if any(means(part, word) for part in name_parts(column.name) for word in words):
        return ""
    of_table = set(name_parts(table.name))
    for other in table.columns:
        parts = [part for part in name_parts(other.name) if part not in of_table]
        # A comment may well name another column, as a name: that is no mix-up.
        is_spoken_of = other.name == column.name or other.name.lower() in text.lower()
        if not is_spoken_of and len(parts) >= _FEWEST_WORDS and _stand_together(parts, words):
            return f"what {other.name} is"
    return ""


def _stand_together(parts: list[str], words: list[str]) -> bool:
    return any(words[start : start + len(parts)] == parts for start in range(len(words)))


_RULES: dict[str, Callable[[ColumnRecord, str, TableRecord], str]] = {
    "type": _wrong_kind,
    "letters": _wrong_letters,
    "null": _wrong_null,
    "key": _wrong_key,
    "reference": _wrong_target,
    "unit": _wrong_unit,
    "column": _about_another,
}


def target_of(column: ColumnRecord) -> str:
    """Return the table that a column references, from `table(column)` or `table.column`, or ''."""
    references = column.references
    return references.split("(")[0].strip() if "(" in references else references.rpartition(".")[0] or references


def _known_names(table: TableRecord) -> frozenset[str]:
    return frozenset(_spelled(table))


def _spelled(table: TableRecord) -> Iterator[str]:
    for column in table.columns:
        yield column.name.lower()
        yield from _ends(column.references.lower().replace("(", ".").rstrip(")").replace(" ", ""))
        yield from _ends(target_of(column).lower())
        yield from _ends(f"{table.name}.{column.name}".lower())
    yield from _ends(table.name.lower())


def _ends(name: str) -> Iterator[str]:
    """Yield a dotted name without none, one, two … of its first parts."""
    parts = name.split(".")
    for start in range(len(parts)):
        yield ".".join(parts[start:])
