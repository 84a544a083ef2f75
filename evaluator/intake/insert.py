"""Read the first rows of INSERT … VALUES as text; nothing is executed."""

from dataclasses import dataclass

from evaluator.intake.lexer import Token
from evaluator.intake.reading import Name, Tokens, depths, group_end, is_name, name_of, qualified_name, split_list
from evaluator.intake.schema import Row


@dataclass(frozen=True, slots=True)
class InsertedRows:
    """Rows as text, NULL as None; `columns` is empty when the statement names none."""

    table: tuple[Name, ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_insert(text: str, tokens: Tokens, limit: int) -> InsertedRows | None:
    """Return at most `limit` rows of an INSERT … VALUES; None for other INSERTs. Raises RefusedError."""
    start = next((i for i, token in enumerate(tokens[1:4], 1) if token.is_word("INTO", "TABLE")), None)
    if start is None:
        return None
    parts, index = qualified_name(tokens, start + 1)
    columns: tuple[str, ...] = ()
    if index < len(tokens) and tokens[index].is_symbol("("):
        close = _close(tokens, index)
        columns = tuple(
            name_of(part[0]).text for part in split_list(tokens[index + 1 : close]) if part and is_name(part[0])
        )
        index = close + 1
    if index >= len(tokens) or not tokens[index].is_word("VALUES", "VALUE"):
        return None
    return InsertedRows(parts, columns, _rows(text, tokens, index + 1, limit))


def _rows(text: str, tokens: Tokens, index: int, limit: int) -> tuple[Row, ...]:
    rows: list[Row] = []
    while len(rows) < limit and index < len(tokens) and tokens[index].is_symbol("("):
        close = _close(tokens, index)
        rows.append(tuple(_value(text, part) for part in split_list(tokens[index + 1 : close])))
        index = close + 1
        index += index < len(tokens) and tokens[index].is_symbol(",")
    return tuple(rows)


def _value(text: str, tokens: Tokens) -> str | None:
    if len(tokens) == 1 and tokens[0].is_word("NULL"):
        return None
    if tokens and all(token.kind == "string" for token in tokens):
        return "".join(token.value for token in tokens)
    return _source(text, tokens[0], tokens[-1]) if tokens else ""


def _source(text: str, first: Token, last: Token) -> str:
    return text[first.start : last.end]


def _close(tokens: Tokens, opening: int) -> int:
    """Only as far as needed: a dump's INSERT may hold millions of values."""
    depth = 0
    for index in range(opening, len(tokens)):
        depth += tokens[index].is_symbol("(") - tokens[index].is_symbol(")")
        if depth == 0:
            return index
    return opening + group_end(depths(tokens[opening:]), 0)
