"""Read one column definition, token by token, keeping its type as the author wrote it."""

from collections.abc import Callable
from dataclasses import dataclass

from evaluator.intake.dialects import Dialect
from evaluator.intake.keywords import BEFORE_A_NAME, COLUMN_WORDS, CONSTRAINTS, INTERVAL_WORDS, SERIAL_TYPES, TYPE_WORDS
from evaluator.intake.lexer import Token
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
    name_of,
    qualified_name,
    split_list,
)

TextOf = Callable[[Token, Token], str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column as its own definition has it, before keys declared elsewhere are added."""

    name: Name
    type: str
    nullable: bool
    is_key: bool
    references: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class KeyClause:
    """PRIMARY KEY (columns) or FOREIGN KEY (columns) REFERENCES target (target_columns)."""

    is_primary: bool
    columns: tuple[Name, ...]
    target: str
    target_columns: tuple[str, ...]
    start: int

    def references(self, position: int) -> str:
        """Return what the column at `position` of the clause refers to, empty for a primary key."""
        if not self.target or position >= len(self.target_columns):
            return self.target
        return f"{self.target}({self.target_columns[position]})"


def read_column(tokens: Tokens, dialect: Dialect, text_of: TextOf, end_offset: int) -> Column:
    """Read `name type constraints`, which end at `end_offset`; `text_of(first, last)` gives text without comments.

    Raises RefusedError.
    """
    if not is_name(tokens[0]):
        raise RefusedError(tokens[0].start, f"a column name is expected here, not {shown(tokens[0].text)}")
    name = name_of(tokens[0])
    end = _type_end(tokens, dialect)
    if end == 1 and dialect.rules != "sqlite" and not (len(tokens) > 1 and tokens[1].is_word("AS", "GENERATED")):
        raise RefusedError(tokens[0].start, f"column {shown(name.text)} has no type")
    tail = tokens[end:]
    _refuse_unknown_words(tail, name)
    is_key = any(has_words(tail, index, "PRIMARY", "KEY") for index in range(len(tail)))
    return Column(
        name=name,
        type=text_of(tokens[1], tokens[end - 1]) if end > 1 else "",
        nullable=not is_key and not _is_not_null(tail) and not _numbers_itself(tokens[1:end], tail, dialect),
        is_key=is_key,
        references=_references(tail),
        start=tokens[0].start,
        end=end_offset,
    )


def key_clauses(tokens: Tokens) -> list[KeyClause]:
    """Return the keys that a table constraint, or an ALTER TABLE … ADD, declares. Raises RefusedError."""
    nesting = depths(tokens)
    found = []
    for index in range(len(tokens)):
        if has_words(tokens, index, "PRIMARY", "KEY") or has_words(tokens, index, "FOREIGN", "KEY"):
            opening = _next_group(tokens, index + 2)
            if opening is not None:
                close = group_end(nesting, opening)
                found.append(_key_clause(tokens, nesting, index, opening, close))
    return found


def _key_clause(tokens: Tokens, nesting: list[int], index: int, opening: int, close: int) -> KeyClause:
    columns = tuple(name_of(part[0]) for part in split_list(tokens[opening + 1 : close]) if part and is_name(part[0]))
    is_primary = tokens[index].is_word("PRIMARY")
    target, target_columns = "", tuple[str, ...]()
    if not is_primary and has_words(tokens, close + 1, "REFERENCES"):
        target, target_columns = _target(tokens, nesting, close + 2)
    return KeyClause(is_primary, columns, target, target_columns, tokens[index].start)


def _target(tokens: Tokens, nesting: list[int], index: int) -> tuple[str, tuple[str, ...]]:
    parts, after = qualified_name(tokens, index)
    if after >= len(tokens) or not tokens[after].is_symbol("("):
        return dotted(parts), ()
    inner = tokens[after + 1 : group_end(nesting, after)]
    return dotted(parts), tuple(name_of(part[0]).text for part in split_list(inner) if part)


def _references(tail: Tokens) -> str:
    for index in range(len(tail)):
        if has_words(tail, index, "REFERENCES"):
            target, columns = _target(tail, depths(tail), index + 1)
            return f"{target}({columns[0]})" if columns else target
    return ""


def _next_group(tokens: Tokens, index: int) -> int | None:
    """Index of the bracket that opens the key's columns; a name or a few options may stand before it."""
    return next((i for i in range(index, min(index + 8, len(tokens))) if tokens[i].is_symbol("(")), None)


def _is_not_null(tail: Tokens) -> bool:
    nesting = depths(tail)
    return any(nesting[i] == 0 and has_words(tail, i, "NOT", "NULL") for i in range(len(tail)))


def _numbers_itself(type_tokens: Tokens, tail: Tokens, dialect: Dialect) -> bool:
    """Tell whether the database fills the column with running numbers: such a column is NOT NULL without saying so."""
    if len(type_tokens) == 1 and type_tokens[0].is_word(*SERIAL_TYPES) and dialect.has_serial_types:
        return True
    nesting = depths(tail)
    return any(
        nesting[i] == 0
        and (
            has_words(tail, i, "AS", "IDENTITY")
            or token.is_word("AUTO_INCREMENT")
            or has_words(tail, i, "SERIAL", "DEFAULT", "VALUE")
            or (token.is_word("IDENTITY") and dialect.rules != "snowflake")
        )
        for i, token in enumerate(tail)
    )


def _type_end(tokens: Tokens, dialect: Dialect) -> int:
    """Index after the last token of the type; 1 when there is none."""
    if len(tokens) < 2 or tokens[1].is_word(*CONSTRAINTS) or not is_name(tokens[1]):
        return 1
    nesting = depths(tokens)
    _, index = qualified_name(tokens, 1)
    while index < len(tokens):
        token = tokens[index]
        if token.is_symbol("(", "[") or (token.is_symbol("<") and nesting[index + 1 :] and nesting[index + 1] > 0):
            index = group_end(nesting, index) + 1
        elif length := _more_type(tokens, index, dialect):
            index += length
        else:
            break
    return index


def _more_type(tokens: Tokens, index: int, dialect: Dialect) -> int:
    """How many tokens at `index` go on with the type."""
    for zone in (("WITH", "TIME"), ("WITHOUT", "TIME"), ("WITH", "LOCAL", "TIME")):
        if has_words(tokens, index, *zone, "ZONE"):
            return len(zone) + 1
    if has_words(tokens, index, "FOR", "BIT", "DATA"):
        return 3
    token = tokens[index]
    if has_words(tokens, index, "CHARACTER", "SET") or token.kind != "word":
        return 0
    if dialect.rules == "sqlite":
        return int(token.value not in CONSTRAINTS and token.value not in {"AUTOINCREMENT", "COMMENT"})
    return int(token.value in TYPE_WORDS or (token.value in INTERVAL_WORDS and tokens[1].is_word("INTERVAL")))


def _refuse_unknown_words(tail: Tokens, column: Name) -> None:
    nesting = depths(tail)
    for index, token in enumerate(tail):
        if nesting[index] == 0 and is_name(token) and not _is_expected(tail, index):
            reason = f"{shown(token.text)} is not part of a column definition (column {shown(column.text)})"
            raise RefusedError(token.start, f"{reason}; a comma may be missing before it")


def _is_expected(tail: Tokens, index: int) -> bool:
    token = tail[index]
    if token.kind == "word" and token.value in COLUMN_WORDS:
        return True
    follows = tail[index + 1] if index + 1 < len(tail) else None
    if token.kind == "word" and follows is not None and (follows.is_symbol("(") or follows.kind == "string"):
        return True
    before = tail[index - 1] if index else None
    return before is not None and (
        (before.kind == "symbol" and before.text not in {")", "]", ">"}) or before.is_word(*BEFORE_A_NAME)
    )
