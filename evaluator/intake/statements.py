"""Cut SQL text into statements, so that a broken one leaves the others whole."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evaluator.intake.dialects import Dialect
from evaluator.intake.lexer import Token, scan

_CREATE_TABLE = re.compile(r"CREATE\s+(?:\w+\s+){0,4}?TABLE\b", re.IGNORECASE)
_CREATE_TABLE_LINE = re.compile(r"(?<=\n)[ \t]*+" + _CREATE_TABLE.pattern, re.IGNORECASE)
_ROUTINES = frozenset({"FUNCTION", "PROCEDURE", "PROC", "TRIGGER", "PACKAGE", "EVENT"})
_BATCH_VERBS = frozenset({"ALTER", "CREATE", "DECLARE", "DROP", "EXEC", "EXECUTE", "GRANT", "INSERT", "PRINT", "USE"})
# END IF closes no BEGIN; END CASE does close its CASE.
_LOOPS = ("IF", "LOOP", "WHILE", "REPEAT", "FOR")
# How many tokens may stand before the word that makes a statement a routine: CREATE DEFINER = `a`@`b` PROCEDURE.
_HEAD = 12
# A broken quote may hide statements; looking for them again may cost a pass over the rest of the text each time.
_SECOND_LOOK_CHARACTERS = 10_000_000


@dataclass(frozen=True, slots=True)
class Piece:
    """The tokens of one statement without its semicolon, and the spans of the comments between them."""

    tokens: tuple[Token, ...]
    comments: tuple[tuple[int, int], ...]


class Splitter:
    """Hands out one statement after another; `look_again` resumes inside one that was cut wrongly."""

    def __init__(self, text: str, dialect: Dialect) -> None:
        self._text = text
        self._dialect = dialect
        self._budget = _SECOND_LOOK_CHARACTERS
        self._pieces = self._split(0)

    def __iter__(self) -> Iterator[Piece]:
        while (piece := next(self._pieces, None)) is not None:
            yield piece

    def look_again(self, piece: Piece) -> None:
        """Resume at a CREATE TABLE that a quote closed too late has swallowed, if `piece` holds one."""
        for token in piece.tokens:
            if token.kind in {"string", "name"} or (token.kind == "open" and not token.text.startswith("/*")):
                match = _CREATE_TABLE_LINE.search(token.text)
                if match and self._may_resume(token.start + match.start()):
                    self._pieces = self._split(token.start + match.start())
                    return

    def _may_resume(self, offset: int) -> bool:
        self._budget -= len(self._text) - offset
        return self._budget > 0

    def _split(self, start: int) -> Iterator[Piece]:
        current = _Open(self._dialect)
        for token in scan(self._text, start, self._dialect):
            if token.kind == "comment":
                current.comments.append((token.start, token.end))
            elif token.kind == "break" or (token.is_symbol(";") and current.ends_at_semicolon()):
                yield from current.close()
                current = _Open(self._dialect)
            elif token.kind == "line":
                yield from current.close()
                yield Piece((token,), ())
                current = _Open(self._dialect)
            else:
                if current.is_cut_by(token, self._text):
                    yield from current.close()
                    current = _Open(self._dialect)
                current.add(token)
        yield from current.close()


class _Open:
    """The statement being read."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._tokens: list[Token] = []
        self._parens = 0
        self._blocks = 0
        self._routine = False
        self.comments: list[tuple[int, int]] = []

    def add(self, token: Token) -> None:
        if token.kind == "symbol":
            self._parens += (token.text == "(") - (token.text == ")")
        elif token.kind == "word":
            if len(self._tokens) < _HEAD and not self._routine:
                self._routine = self._begins_routine(token)
            if self._routine:
                self._count_block(token)
        self._tokens.append(token)

    def close(self) -> Iterator[Piece]:
        if self._tokens:
            yield Piece(tuple(self._tokens), tuple(self.comments))

    def ends_at_semicolon(self) -> bool:
        # SQL*Plus ends a routine with a line of one slash, T-SQL with its batch.
        return not self._routine or (
            self._blocks <= 0 and self._dialect.rules != "oracle" and not self._dialect.is_batched
        )

    def is_cut_by(self, token: Token, text: str) -> bool:
        """A line that begins with CREATE TABLE is a new statement, whatever was left open before it."""
        if not token.is_word(*_BATCH_VERBS) or not self._tokens or not _begins_line(text, token.start):
            return False
        if self._routine and self._dialect.rules != "oracle":
            return False
        is_table = token.value == "CREATE" and _CREATE_TABLE.match(text, token.start) is not None
        return is_table or (self._dialect.is_batched and self._parens == 0)

    def _begins_routine(self, token: Token) -> bool:
        if not self._tokens:
            return self._dialect.rules == "oracle" and token.is_word("BEGIN", "DECLARE")
        first = self._tokens[0]
        is_definition = first.is_word("CREATE", "ALTER") and not any(t.is_word("TABLE") for t in self._tokens)
        return is_definition and token.value in _ROUTINES

    def _count_block(self, token: Token) -> None:
        if token.is_word("BEGIN") or (token.is_word("CASE") and not self._tokens[-1].is_word("END")):
            self._blocks += 1
        elif token.is_word("END"):
            self._blocks -= 1
        elif token.is_word(*_LOOPS) and self._tokens and self._tokens[-1].is_word("END"):
            self._blocks += 1


def _begins_line(text: str, offset: int) -> bool:
    while offset and text[offset - 1] in " \t":
        offset -= 1
    return offset == 0 or text[offset - 1] in "\r\n"
