"""Small readings of token lists that every statement needs: nesting, qualified names, lists, literals."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evaluator.intake.lexer import Token
from evaluator.intake.problem import shown

Tokens = Sequence[Token]

MAX_DEPTH = 64
MAX_NAME = 1_024
# Server, database, schema, table, column, and some to spare; every part more costs a look-up.
MAX_PARTS = 8

_CLOSERS = {"(": ")", "<": ">", "[": "]"}
_GENERIC_TYPES = ("STRUCT", "ARRAY", "MAP", "RANGE", "ROW", "OBJECT", "LIST", "TABLE", "MULTISET")


class RefusedError(Exception):
    """A statement that can't be read: where in the text, and why."""

    def __init__(self, offset: int, reason: str) -> None:
        super().__init__(reason)
        self.offset = offset
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Name:
    """A name as written, with the quotes taken off."""

    text: str
    quoted: bool


def depths(tokens: Tokens) -> list[int]:
    """Return the nesting depth of each token; a bracket has the depth of what surrounds it. Raises RefusedError."""
    found: list[int] = []
    open_brackets: list[Token] = []
    for index, token in enumerate(tokens):
        if _opens(tokens, index):
            found.append(len(open_brackets))
            open_brackets.append(token)
        elif open_brackets and token.is_symbol(_CLOSERS[open_brackets[-1].text]):
            open_brackets.pop()
            found.append(len(open_brackets))
        elif token.is_symbol(")", "]"):
            raise RefusedError(token.start, f"this {token.text} closes nothing")
        else:
            found.append(len(open_brackets))
        if len(open_brackets) > MAX_DEPTH:
            raise RefusedError(token.start, f"too deeply nested: more than {MAX_DEPTH} brackets inside each other")
    if open_brackets:
        raise RefusedError(open_brackets[-1].start, f"the text ends before this {open_brackets[-1].text} is closed")
    return found


def group_end(nesting: Sequence[int], opening: int) -> int:
    """Return the index of the token that closes the bracket at index `opening`."""
    return next(index for index in range(opening + 1, len(nesting)) if nesting[index] == nesting[opening])


def split_list(tokens: Tokens) -> Iterator[Tokens]:
    """Yield the parts of `tokens` between their outermost commas; empty parts too."""
    nesting = depths(tokens)
    start = 0
    for index, token in enumerate(tokens):
        if token.is_symbol(",") and nesting[index] == 0:
            yield tokens[start:index]
            start = index + 1
    yield tokens[start:]


def has_words(tokens: Tokens, index: int, *words: str) -> bool:
    """Tell whether the given keywords stand at `index`, one after the other."""
    return len(tokens) >= index + len(words) and all(tokens[index + i].is_word(w) for i, w in enumerate(words))


def skip_words(tokens: Tokens, index: int, *words: str) -> int:
    """Return the index after the given keywords when they stand at `index`, else `index`."""
    return index + len(words) if has_words(tokens, index, *words) else index


def qualified_name(tokens: Tokens, index: int) -> tuple[tuple[Name, ...], int]:
    """Read `a.b."c"` at `index`; returns its parts and the index after it. Raises RefusedError."""
    parts = [_name(tokens, index)]
    index += 1
    while index < len(tokens) and tokens[index].is_symbol("."):
        if index + 1 < len(tokens) and tokens[index + 1].is_symbol("."):  # T-SQL: database..table
            parts.append(Name("", False))
        else:
            parts.append(_name(tokens, index + 1))
            index += 1
        index += 1
        if len(parts) > MAX_PARTS:
            raise RefusedError(tokens[index - 1].start, f"a name of more than {MAX_PARTS} parts")
    return tuple(parts), index


def dotted(parts: Sequence[Name]) -> str:
    """Return the parts of a qualified name joined by dots."""
    return ".".join(part.text for part in parts)


def joined_strings(tokens: Tokens, index: int) -> tuple[str, int]:
    """Return the text of the adjacent string literals at `index`, which SQL joins, and the index after them."""
    end = index
    while end < len(tokens) and tokens[end].kind == "string":
        end += 1
    return "".join(token.value for token in tokens[index:end]), end


def is_name(token: Token) -> bool:
    """Tell whether the token can be a name: a word or something in the dialect's name quotes."""
    return token.kind in {"word", "name"}


def name_of(token: Token) -> Name:
    """Return the name a token stands for, byte for byte. Raises RefusedError when it is empty or very long."""
    text = token.value if token.kind == "name" else token.text
    if not text or len(text) > MAX_NAME:
        what = "an empty name" if not text else f"a name of {len(text):,} characters; at most {MAX_NAME:,} are read"
        raise RefusedError(token.start, what)
    return Name(text, token.kind == "name")


def _name(tokens: Tokens, index: int) -> Name:
    if index >= len(tokens):
        raise RefusedError(tokens[-1].end if tokens else 0, "the text ends where a name is expected")
    token = tokens[index]
    if token.is_symbol("{", "$", "%", "&", ":", "@", "<", "?") or token.text.startswith(("@", "$")):
        reason = (
            f"a placeholder ({token.text}…) stands for the name; fill in the template first, then import the result"
        )
        raise RefusedError(token.start, reason)
    if not is_name(token):
        raise RefusedError(token.start, f"a name is expected here, not {shown(token.text)}")
    return name_of(token)


def _opens(tokens: Tokens, index: int) -> bool:
    if tokens[index].is_symbol("(", "["):
        return True
    # < is a bracket in types only; elsewhere it compares.
    return tokens[index].is_symbol("<") and index > 0 and tokens[index - 1].is_word(*_GENERIC_TYPES)
