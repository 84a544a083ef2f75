"""SQL text to tokens with offsets, by the lexical rules of a dialect; time grows linearly with the text."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

from evaluator.intake.dialects import Dialect

# break: a line that ends a batch (GO, /). line: a line or block meant for the client program, not for the database.
Kind = Literal["word", "name", "string", "number", "symbol", "comment", "break", "line", "open"]

_BLOCK_EDGE = re.compile(r"/\*|\*/")
_ESCAPED = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "", "b": "\b"}
_SQLPLUS = "REM|REMARK|PROMPT|SET|SPOOL|WHENEVER|DEFINE|UNDEFINE|COLUMN|EXIT|CONNECT|ACCEPT|PAUSE|SHOW|START"


class Token(NamedTuple):
    """A piece of SQL; `value` is the upper-case word, the unquoted name or the decoded string.

    A tuple, because a dump has millions of them and tuples of plain values cost the garbage collector nothing.
    """

    kind: Kind
    text: str
    start: int
    value: str

    @property
    def end(self) -> int:
        """Offset of the first character after the token."""
        return self.start + len(self.text)

    def is_word(self, *words: str) -> bool:
        """Tell whether this is one of the given keywords (upper case), unquoted."""
        return self.kind == "word" and self.value in words

    def is_symbol(self, *symbols: str) -> bool:
        """Tell whether this is one of the given symbols."""
        return self.kind == "symbol" and self.text in symbols


def scan(text: str, start: int, dialect: Dialect) -> Iterator[Token]:
    """Yield the tokens of `text` from `start` on, comments included, spaces left out.

    A quote or comment that is never closed ends the scan with one token of kind `open`.
    """
    pattern, client_line = _pattern(dialect), _client_line(dialect)
    between_statements = True
    # Lines for the client are only such between statements: `start DATE,` is a column, `START x` a SQL*Plus command.
    while match := (between_statements and client_line.match(text, start)) or pattern.match(text, start):
        kind, end = match.lastgroup, match.end()
        if kind == "block":
            closed = _block_end(text, start, nested=dialect.nested_comments)
            kind, end = ("comment", closed) if closed else ("open", len(text))
        if kind == "open":
            yield _token(kind, text[start:], start, dialect)
            return
        if kind != "space":
            yield _token(kind, text[start:end], start, dialect)
        if kind not in {"space", "comment"}:
            between_statements = kind in {"break", "line"} or text[start:end] == ";"
        start = end


def _token(kind: str | None, text: str, start: int, dialect: Dialect) -> Token:
    match kind:
        case "word":
            return Token("word", text, start, text.upper())
        case "name":
            return Token("name", text, start, _name_value(text, dialect))
        case "string":
            return Token("string", text, start, _string_value(text, dialect))
        case "number" | "comment" | "break" | "line" | "open":
            return Token(kind, text, start, text)
        case _:
            return Token("symbol", text, start, text)


def _block_end(text: str, start: int, *, nested: bool) -> int | None:
    depth = 0
    for edge in _BLOCK_EDGE.finditer(text, start):
        if edge.group() == "*/":
            depth -= 1
        elif nested or depth == 0:
            depth += 1
        if depth <= 0:
            return edge.end()
    return None


def _name_value(text: str, dialect: Dialect) -> str:
    close = next(close for opening, close in dialect.name_quotes if text.startswith(opening))
    return text[1:-1].replace(close * 2, close)


def _string_value(text: str, dialect: Dialect) -> str:
    if text.startswith("$"):
        tag = text.index("$", 1) + 1
        return text[tag:-tag]
    for opening, close in dialect.raw_quotes:
        if text.startswith(opening):
            return text[len(opening) : -len(close)]
    is_escaped = any(text.startswith(opening) for opening, _ in dialect.escaped_quotes)
    mark = _quote_mark(text, dialect)
    body = text[text.index(mark) + len(mark) : -len(mark)]
    if dialect.backslash_escapes or is_escaped:
        body = _ESCAPED.sub(_unescaped, body)
    return body.replace(mark * 2, mark) if len(mark) == 1 and (dialect.doubled_quotes or is_escaped) else body


def _quote_mark(text: str, dialect: Dialect) -> str:
    """The mark that ends a string, be it ' or three of them, after a prefix such as N or E."""
    quoted = text.lstrip("bBeEnNuU&")
    longest_first = sorted({opening for opening, _ in dialect.quotes} | {"'"}, key=len, reverse=True)
    return next(mark for mark in longest_first if quoted.startswith(mark))


def _unescaped(match: re.Match[str]) -> str:
    escape = match.group(1)
    char = chr(int(escape[1:], 16)) if len(escape) > 1 else _ESCAPES.get(escape, escape)
    # Neither can be stored: PostgreSQL has no NUL, and UTF-8 no half of a pair.
    return "" if char == "\0" or "\ud800" <= char <= "\udfff" else char


@cache
def _pattern(dialect: Dialect) -> re.Pattern[str]:
    quotes = (*dialect.raw_quotes, *dialect.escaped_quotes, *dialect.quotes, *dialect.name_quotes)
    never_closed = _any([opening for opening, _ in quotes]) + (r"|\$\w*+\$" if dialect.dollar_quotes else "")
    parts = [
        *_breaks(dialect),
        r"(?P<space>[^\S\n]*+\n|(?:[^\S\n]|\ufeff)++)",
        rf"(?P<comment>(?:{_any(dialect.line_comments)})[^\r\n]*+)",
        r"(?P<block>/\*)",
        rf"(?P<string>{'|'.join(_strings(dialect))})",
        rf"(?P<name>{'|'.join(_quoted_name(*pair) for pair in dialect.name_quotes)})",
        rf"(?P<open>{never_closed})",
        r"(?P<number>(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)(?![\w$]))",
        rf"(?P<word>{_word(dialect)})",
        r"(?P<symbol>::|.)",
    ]
    return re.compile("|".join(parts), re.DOTALL | re.MULTILINE)


def _breaks(dialect: Dialect) -> list[str]:
    if dialect.is_batched:
        return [r"(?P<break>^[ \t]*(?i:GO)(?:[ \t]+\d+)?[ \t]*;?[ \t\r]*$)"]
    return [r"(?P<break>^[ \t]*/[ \t\r]*$)"] if dialect.rules == "oracle" else []


@cache
def _client_line(dialect: Dialect) -> re.Pattern[str]:
    """SQL*Plus commands, MySQL's DELIMITER blocks, psql's backslash commands and COPY data."""
    never_closed = ""
    if dialect.rules == "oracle":
        line = rf"^[ \t]*(?i:(?:{_SQLPLUS})\b|@)[^\n]*$"
    elif dialect.is_mysql_like:
        never_closed = r"^[ \t]*(?i:DELIMITER)[ \t]+(?!;[ \t\r]*$)\S+"
        line = rf"{never_closed}.*?^[ \t]*(?i:DELIMITER)[ \t]+;[ \t\r]*$"
    else:
        never_closed = r"^(?i:COPY)\s[^;]*\s(?i:FROM\s+stdin)\b[^;\n]{0,200};"
        line = rf"{never_closed}.*?^\\\.[ \t\r]*$|^[ \t]*\\[^\n]*$"
    ends = f"|(?P<open>{never_closed})" if never_closed else ""
    return re.compile(f"(?P<line>{line}){ends}", re.DOTALL | re.MULTILINE)


def _strings(dialect: Dialect) -> list[str]:
    raw = [f"{re.escape(opening)}.*?{re.escape(close)}" for opening, close in dialect.raw_quotes]
    escaped = [re.escape(opening) + _body(close, True, True) for opening, close in dialect.escaped_quotes]
    plain = [
        ("[nN]?" if opening == "'" else "")
        + re.escape(opening)
        + _body(close, dialect.backslash_escapes, dialect.doubled_quotes)
        for opening, close in sorted(dialect.quotes, key=lambda pair: -len(pair[0]))
    ]
    dollar = [r"\$(?P<tag>\w*+)\$.*?\$(?P=tag)\$"] if dialect.dollar_quotes else []
    return [*raw, *escaped, *plain, *dollar]


def _body(close: str, backslash: bool, doubled: bool) -> str:
    """Possessive, so that a quote which is never closed fails at once instead of trying every way back."""
    quote = re.escape(close)
    choices = [r"\\." if backslash else "", quote * 2 if doubled and len(close) == 1 else ""]
    rest = rf"(?!{quote})." if len(close) > 1 else f"[^{quote}{chr(92) * 2 if backslash else ''}]"
    return f"(?:{'|'.join(filter(None, [*choices, rest]))})*+{quote}"


def _quoted_name(opening: str, close: str) -> str:
    return f"{re.escape(opening)}(?:[^{re.escape(close)}]|{re.escape(close * 2)})*+{re.escape(close)}"


def _word(dialect: Dialect) -> str:
    # Letters outside ASCII and their combining marks are part of unquoted names in every database.
    inner = r"[\w$]|[^\x00-\x7f\s\ufeff]" + ("|#" if "#" not in dialect.line_comments else "")
    prefix = "[#@]{0,2}" if dialect.is_batched else ""
    return f"{prefix}(?:{inner.removesuffix('|#')})(?:{inner})*+"


def _any(marks: "list[str] | tuple[str, ...]") -> str:
    return "|".join(re.escape(mark) for mark in sorted(marks, key=len, reverse=True))
