"""What a table is about: its kind, told by prefixes and suffixes of the name, and the thing that a row stands for."""

from dataclasses import dataclass
from enum import Enum

from modelhub.engine.records import TableRecord
from modelhub.engine.schema_rules.field import Subject
from modelhub.engine.schema_rules.names import singular, tokens_of, words_of


class TableKind(Enum):
    """The kinds of tables that naming conventions tell apart."""

    PLAIN = "plain"
    FACT = "fact"
    DIMENSION = "dimension"
    STAGING = "staging"
    LOG = "log"
    HISTORY = "history"
    SNAPSHOT = "snapshot"
    SUMMARY = "summary"
    LOOKUP = "lookup"
    BRIDGE = "bridge"
    COPY = "copy"


_MARKS = {
    TableKind.FACT: "fact fct facts f",
    TableKind.DIMENSION: "dim dimension d",
    TableKind.STAGING: "stg staging stage raw src landing ods bronze",
    TableKind.LOG: "log logs audit",
    TableKind.HISTORY: "hist history hst scd scd2",
    TableKind.SNAPSHOT: "snapshot snap snapshots",
    TableKind.SUMMARY: "agg aggregate summary daily monthly weekly rollup",
    TableKind.LOOKUP: "lookup lkp lkup lu ref reference codes",
    TableKind.BRIDGE: "bridge xref map mapping link brg rel",
    TableKind.COPY: "bak backup tmp temp old archive arch copy",
}
_KIND_OF_MARK = {mark: kind for kind, marks in _MARKS.items() for mark in marks.split()}
# A mark of one or two letters, or one that is a word of its own, counts only in front.
_ONLY_IN_FRONT = frozenset(
    {"f", "d", "lu", "stage", "raw", "src", "fact", "dim", "ref", "daily", "monthly", "weekly", "old"}
)
_ONLY_BEHIND = frozenset(
    {"codes", "log", "logs", "audit", "archive", "link", "map", "mapping", "rel", "copy", "history"}
)
_CURRENCY_NAMES = frozenset({("currency",), ("currency", "code"), ("transaction", "currency"), ("order", "currency")})
_EMPTY_WORDS = frozenset({"tbl", "table", "t", "vw", "view", "mart", "core", "base", "all", "v", "int"})


@dataclass(frozen=True, slots=True)
class TableName:
    """A table's name, read: its kind and the words of the thing that one row stands for."""

    kind: TableKind
    words: tuple[str, ...]


def read_table_name(name: str) -> TableName:
    """Return kind and subject of a qualified name; a name without words is about a 'record'."""
    tokens = list(tokens_of(_last_part(name)))
    kind = _take_kind(tokens)
    words = words_of("_".join(tokens))
    return TableName(kind, singular(_readable(words)) or ("record",))


def subject_of(table: TableRecord, name: TableName) -> Subject:
    """Return what the comments on the table's columns may lean on."""
    n_keys = sum(column.is_primary_key for column in table.columns)
    currency = next((c.name for c in table.columns if words_of(c.name) in _CURRENCY_NAMES), "")
    return Subject(name.words, table.name, n_keys, currency)


def _last_part(name: str) -> str:
    parts = [part for part in name.split(".") if part.strip(' "`[]')]
    return parts[-1] if parts else name


def _take_kind(tokens: list[str]) -> TableKind:
    """Remove the marks of kind from both ends and return the first kind found."""
    kind = TableKind.PLAIN
    while len(tokens) > 1:
        if tokens[0] in _EMPTY_WORDS or (tokens[0] in _KIND_OF_MARK and tokens[0] not in _ONLY_BEHIND):
            mark = tokens.pop(0)
        elif tokens[-1] in _EMPTY_WORDS - {"view"} or (
            tokens[-1] in _KIND_OF_MARK and tokens[-1] not in _ONLY_IN_FRONT
        ):
            mark = tokens.pop()
        else:
            return kind
        kind = _KIND_OF_MARK.get(mark, kind) if kind is TableKind.PLAIN else kind
    return kind


def _readable(words: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out numbers and single letters, such as those of a partition: payment_p2007_02."""
    return tuple(word for word in words if len(word) > 1 and not word.isdigit())
