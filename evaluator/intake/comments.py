"""Find every comment of a statement, and give the statement's text without them."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from evaluator.intake.lexer import Token
from evaluator.intake.reading import Tokens, group_end, joined_strings

Span = tuple[int, int]

_OPTION_LISTS = ("OPTIONS", "TBLPROPERTIES", "DBPROPERTIES", "PROPERTIES", "WITH")
# What a literal becomes that is no value.
BLANK = "'…'"
_COMMENT_KEYS = frozenset({"comment", "description"})


@dataclass(frozen=True, slots=True)
class Clause:
    """One COMMENT 'text' or OPTIONS (description = 'text'): what it says, where, how deep, what goes when it goes."""

    text: str
    start: int
    depth: int
    removed: Span


def comment_clauses(tokens: Tokens, nesting: Sequence[int]) -> list[Clause]:
    """Return the comment clauses of a statement in order; `nesting` is the depth of each token."""
    found: list[Clause] = []
    for index, token in enumerate(tokens[:-1]):
        if token.is_word("COMMENT"):
            first = index + 1 + tokens[index + 1].is_symbol("=")
            text, end = joined_strings(tokens, first)
            if end > first:
                found.append(Clause(text, token.start, nesting[index], (token.start, tokens[end - 1].end)))
        elif token.is_word(*_OPTION_LISTS) and tokens[index + 1].is_symbol("("):
            found.extend(_options(tokens, nesting, index))
    return found


class Cuts:
    """The spans to leave out of a text, and literals to blank; taking a part of it costs no more than that part."""

    def __init__(self, text: str, removed: Iterable[Span], blanked: Iterable[Span] = ()) -> None:
        self._text = text
        # Of two that begin together the longer one counts: the shorter one would leave its comma.
        self._removed = sorted(removed, key=lambda span: (span[0], -span[1]))
        self._starts = [start for start, _ in self._removed]
        blanks = ((start, end, BLANK) for start, end in blanked)
        self._changes = sorted(
            [*((start, end, "") for start, end in self._removed), *blanks], key=lambda change: (change[0], -change[1])
        )
        self._change_starts = [start for start, _, _ in self._changes]

    def kept(self, tokens: Tokens) -> list[Token]:
        """Return the tokens that begin in none of the spans left out; each is looked at once."""
        start, end = tokens[0].start, tokens[-1].end
        spans = iter(self._removed[bisect_left(self._starts, start) : bisect_left(self._starts, end)])
        found, cut_end, span = list[Token](), 0, next(spans, None)
        for token in tokens:
            while span is not None and span[0] <= token.start:
                cut_end, span = max(cut_end, span[1]), next(spans, None)
            if token.start >= cut_end:
                found.append(token)
        return found

    def text(self, start: int, end: int) -> str:
        """Return that part as it is shown: a line that held nothing else goes, the rest keeps its layout."""
        text, pieces, done = self._text, list[str](), start
        first, last = bisect_left(self._change_starts, start), bisect_left(self._change_starts, end)
        for span_start, span_end, instead in self._changes[first:last]:
            if span_start < done or span_end > end:
                continue
            cut_start, cut_end = span_start, span_end
            if not instead:
                cut_start, cut_end = _widened(text, span_start, span_end, start, end)
                instead = " " if _would_join(text, cut_start, cut_end, start, end) else ""
            pieces += text[done : max(done, cut_start)], instead
            done = max(done, cut_end)
        return "".join([*pieces, text[done:end]])


def _options(tokens: Tokens, nesting: Sequence[int], keyword: int) -> list[Clause]:
    close = group_end(nesting, keyword + 1)
    commas = [i for i in range(keyword + 2, close) if tokens[i].is_symbol(",") and nesting[i] == nesting[keyword] + 1]
    edges = [keyword + 1, *commas, close]
    entries = list(pairwise(edges))
    said = [_comment_entry(tokens, first + 1, last) for first, last in entries]
    whole = (tokens[keyword].start, tokens[close].end)
    every = all(text is not None for text in said)
    clauses = []
    for (first, last), text in zip(entries, said, strict=True):
        if text is not None:
            # With the comma before it, or after it for the first entry, so that the list stays a list.
            part = (tokens[first].start, tokens[last].start) if first > keyword + 1 else _first(tokens, first, last)
            clauses.append(Clause(text, tokens[keyword].start, nesting[keyword], whole if every else part))
    return clauses


def _first(tokens: Tokens, first: int, last: int) -> Span:
    return tokens[first].end, tokens[last + 1].start if tokens[last].is_symbol(",") else tokens[last].start


def _comment_entry(tokens: Tokens, first: int, last: int) -> str | None:
    """The text of `description = 'text'` between two indices, else None."""
    if last - first < 2:
        return None
    key = tokens[first].value.lower()
    value = first + 1 + tokens[first + 1].is_symbol("=")
    text, end = joined_strings(tokens, value)
    return text if key in _COMMENT_KEYS and value < end == last else None


def _widened(text: str, start: int, end: int, low: int, high: int) -> Span:
    """Take the spaces around a cut with it: the whole line when nothing else is on it, else those before it."""
    before = start
    while before > low and text[before - 1] in " \t":
        before -= 1
    after = end
    while after < high and text[after] in " \t":
        after += 1
    begins_line = before == low or text[before - 1] in "\r\n"
    ends_line = after == high or text[after] in "\r\n"
    if begins_line and ends_line and before > low:
        return before, _after_newline(text, after, high)
    return (start, after) if begins_line else (before, end)


def _after_newline(text: str, offset: int, high: int) -> int:
    if text.startswith("\r\n", offset):
        return min(offset + 2, high)
    return min(offset + 1, high)


def _would_join(text: str, start: int, end: int, low: int, high: int) -> bool:
    """Whether a cut would make one word of two."""
    if start <= low or end >= high:
        return False
    edges = text[start - 1], text[end]
    return not any(edge.isspace() or edge in "(),;<>[]=" for edge in edges)
