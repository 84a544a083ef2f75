"""Read one CREATE TABLE statement into a draft, to which later statements of the file may still add."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from evaluator.intake.columns import Column, KeyClause, key_clauses, read_column
from evaluator.intake.comments import Clause, Cuts, comment_clauses
from evaluator.intake.dialects import Dialect
from evaluator.intake.keywords import TABLE_KINDS
from evaluator.intake.literals import literals_to_blank
from evaluator.intake.problem import shown
from evaluator.intake.reading import (
    Name,
    RefusedError,
    Tokens,
    depths,
    dotted,
    group_end,
    has_words,
    is_name,
    qualified_name,
    skip_words,
    split_list,
)
from evaluator.intake.schema import Key, ParsedColumn, ParsedTable, Row
from evaluator.intake.statements import Piece

MAX_COLUMNS = 10_000

_TABLE_CLAUSES = (
    ("PRIMARY", "KEY"),
    ("FOREIGN", "KEY"),
    ("PERIOD", "FOR"),
    ("WATERMARK", "FOR"),
    ("SUPPLEMENTAL", "LOG"),
    ("EXCLUDE", "USING"),
    ("CONSTRAINT",),
    ("UNIQUE",),
    ("LIKE",),
)
_INDEXES = frozenset({"KEY", "INDEX", "FULLTEXT", "SPATIAL"})
_NO_COLUMNS = "the statement lists no columns (CREATE TABLE … AS, LIKE, CLONE, OF or PARTITION OF); write them out"


@dataclass(slots=True)
class Draft:
    """A table while its file is being read."""

    dialect: Dialect
    parts: tuple[Name, ...]
    columns: tuple[Column, ...]
    ddl: str
    original: str
    line: int
    description: str | None = None
    comments: dict[int, str] = field(default_factory=dict)
    keys: list[KeyClause] = field(default_factory=list)
    sample_columns: tuple[str, ...] = ()
    sample_rows: list[Row] = field(default_factory=list)
    column_names: tuple[str, ...] = field(init=False)
    _positions: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.column_names = tuple(column.name.text for column in self.columns)
        folded = (self.dialect.fold(c.name.text, quoted=c.name.quoted) for c in self.columns)
        self._positions = {name: index for index, name in enumerate(folded)}

    @property
    def name(self) -> str:
        """The qualified name as written, without quotes."""
        return dotted(self.parts)

    def position(self, name: Name) -> int | None:
        """Return the index of the column of that name, by the dialect's rules for upper and lower case."""
        return self._positions.get(self.dialect.fold(name.text, quoted=name.quoted))

    def add_keys(self, clauses: list[KeyClause]) -> None:
        """Add keys declared beside the columns. Raises RefusedError for a column that the table lacks."""
        for clause in clauses:
            for name in clause.columns:
                if self.position(name) is None:
                    raise RefusedError(clause.start, f"a key names {shown(name.text)}, which is no column of the table")
        self.keys.extend(clauses)

    def freeze(self) -> ParsedTable:
        """Return the table as it stands."""
        primary, references = self._key_columns()
        return ParsedTable(
            dialect=self.dialect.name,
            name=self.name,
            columns=tuple(
                _parsed(column, index in primary, references.get(index, column.references))
                for index, column in enumerate(self.columns)
            ),
            ddl=self.ddl,
            original=self.original,
            description=self.description,
            comments=tuple((column.name.text, self.comments.get(i)) for i, column in enumerate(self.columns)),
            sample_columns=self.sample_columns,
            sample_rows=tuple(self.sample_rows),
            line=self.line,
        )

    def _key_columns(self) -> tuple[set[int], dict[int, str]]:
        primary: set[int] = set()
        references: dict[int, str] = {}
        for clause in self.keys:
            positions = [self.position(name) for name in clause.columns]
            for order, index in enumerate(index for index in positions if index is not None):
                if clause.is_primary:
                    primary.add(index)
                else:
                    references.setdefault(index, clause.references(order))
        return primary, references


def table_name_index(tokens: Tokens) -> int | None:
    """Return where the table's name stands in a CREATE TABLE statement; None when it is no such statement."""
    for index, token in enumerate(tokens[1:8], start=1):
        if token.is_word("TABLE") and tokens[0].is_word("CREATE"):
            return skip_words(tokens, index + 1, "IF", "NOT", "EXISTS")
        if token.kind != "word" or token.value not in TABLE_KINDS:
            return None
    return None


def read_create_table(text: str, piece: Piece, name_index: int, dialect: Dialect, line: int) -> Draft:
    """Read the statement `piece` of `text`. Raises RefusedError with the offset of what can't be read."""
    tokens = piece.tokens
    parts, opening = qualified_name(tokens, name_index)
    opening = _body(tokens, opening)
    nesting = depths(tokens)
    close = group_end(nesting, opening)
    clauses = comment_clauses(tokens, nesting)
    removed = [*piece.comments, *(clause.removed for clause in clauses)]
    cuts = Cuts(text, removed, literals_to_blank(tokens, nesting, range(opening + 1, close)))
    start, end = tokens[0].start, tokens[-1].end
    tail = tokens[close + 1 :]
    _refuse_second_statement(tail)
    elements = [*split_list(tokens[opening + 1 : close]), *_partition_columns(tail, nesting[close + 1 :])]
    columns, keys = _columns([element for element in elements if element], cuts, dialect)
    _refuse_count(columns, tokens[opening].start)
    draft = Draft(dialect, parts, columns, cuts.text(start, end), text[start:end], line)
    _refuse_duplicates(draft)
    draft.add_keys(keys)
    _attach(draft, clauses, tokens[close].start)
    return draft


def _columns(elements: list[Tokens], cuts: Cuts, dialect: Dialect) -> tuple[tuple[Column, ...], list[KeyClause]]:
    """Read the elements of a column list: columns, and the keys declared beside them."""
    columns: list[Column] = []
    keys: list[KeyClause] = []
    for element in elements:
        end = element[-1].end
        kept = cuts.kept(element)
        if kept and _is_table_clause(kept, dialect):
            keys.extend(key_clauses(kept))
        elif kept:
            columns.append(read_column(kept, dialect, lambda first, last: cuts.text(first.start, last.end), end))
    return tuple(columns), keys


def _refuse_count(columns: tuple[Column, ...], offset: int) -> None:
    if not columns:
        raise RefusedError(offset, "the table has no columns of its own; write them out")
    if len(columns) > MAX_COLUMNS:
        raise RefusedError(offset, f"the table has {len(columns):,} columns; at most {MAX_COLUMNS:,} are read")


def _parsed(column: Column, in_key: bool, references: str) -> ParsedColumn:
    is_key = column.is_key or in_key
    key: Key = "PK FK" if is_key and references else "PK" if is_key else "FK" if references else ""
    return ParsedColumn(column.name.text, column.type, column.nullable and not is_key, key, references)


def _body(tokens: Tokens, index: int) -> int:
    """Index of the bracket that opens the column list."""
    if has_words(tokens, index, "ON", "CLUSTER"):
        index += 3
    if index >= len(tokens) or not tokens[index].is_symbol("("):
        offset = tokens[min(index, len(tokens) - 1)].start
        if index < len(tokens) and not tokens[index].is_word(
            "AS", "LIKE", "CLONE", "OF", "PARTITION", "COPY", "SELECT"
        ):
            raise RefusedError(offset, f"a column list in brackets is expected here, not {shown(tokens[index].text)}")
        raise RefusedError(offset, _NO_COLUMNS)
    if index + 1 < len(tokens) and tokens[index + 1].is_word("SELECT"):
        raise RefusedError(tokens[index].start, _NO_COLUMNS)
    return index


def _is_table_clause(element: Tokens, dialect: Dialect) -> bool:
    first = element[0]
    if any(has_words(element, 0, *words) for words in _TABLE_CLAUSES):
        return True
    if first.is_word("CHECK", "EXCLUDE") and len(element) > 1 and element[1].is_symbol("("):
        return True
    if first.is_word("INDEX") and dialect.rules in {"tsql", "fabric", "clickhouse", "postgres"}:
        return any(token.is_symbol("(") for token in element) or dialect.rules == "clickhouse"
    return dialect.is_mysql_like and first.kind == "word" and first.value in _INDEXES


def _partition_columns(tail: Tokens, nesting: Sequence[int]) -> Iterator[Tokens]:
    """Hive and Spark declare partition columns after the list: PARTITIONED BY (day STRING)."""
    for index in range(len(tail)):
        if has_words(tail, index, "PARTITIONED", "BY") and index + 2 < len(tail) and tail[index + 2].is_symbol("("):
            inner = tail[index + 3 : group_end(nesting, index + 2)]
            yield from (part for part in split_list(inner) if len(part) > 1 and is_name(part[0]) and is_name(part[1]))


def _attach(draft: Draft, clauses: list[Clause], body_end: int) -> None:
    """Give each comment to the column that holds it, or to the table when it stands after the column list."""
    starts = [column.start for column in draft.columns]
    for clause in clauses:
        owner = bisect_right(starts, clause.start) - 1
        if clause.depth == 0 and clause.start > body_end:
            draft.description = clause.text if draft.description is None else draft.description
        elif clause.depth == 1 and owner >= 0 and clause.start < draft.columns[owner].end:
            draft.comments[owner] = clause.text


def _refuse_second_statement(tail: Tokens) -> None:
    for index, token in enumerate(tail):
        if has_words(tail, index, "CREATE", "TABLE"):
            raise RefusedError(token.start, "a second CREATE TABLE begins here; a semicolon is missing before it")


def _refuse_duplicates(draft: Draft) -> None:
    first: dict[str, Column] = {}
    twins = []
    for column in draft.columns:
        folded = draft.dialect.fold(column.name.text, quoted=column.name.quoted)
        if first.setdefault(folded, column) is not column:
            twins.append((first[folded], column))
    if twins:
        names = "; ".join(f"{shown(one.name.text)} and {shown(other.name.text)}" for one, other in twins[:10])
        raise RefusedError(twins[0][1].start, f"columns have the same name: {names}")
