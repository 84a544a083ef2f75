"""String literals that raters must not read: in a definition, only values may stand in quotes.

Every database has its own places for documentation (options, tags, annotations, properties), and more come. So every
literal outside of defaults, checks and lists of values is left out, whatever it belongs to.
"""

from collections.abc import Sequence

from evaluator.intake.comments import Cuts, Span, comment_clauses
from evaluator.intake.dialects import Dialect
from evaluator.intake.keywords import COLUMN_WORDS
from evaluator.intake.lexer import scan
from evaluator.intake.reading import RefusedError, Tokens, depths

# Before a bracket: what stands in it are values.
_VALUES = frozenset({"CHECK", "ENUM", "ENUM8", "ENUM16", "SET", "DATETIME", "DATETIME64"})


def literals_to_blank(tokens: Tokens, nesting: Sequence[int], body: range) -> list[Span]:
    """Return where literals stand that are no values; `body` are the indices of the column list."""
    found, group, default = list[Span](), -1, False
    for index, token in enumerate(tokens):
        depth = nesting[index]
        if group >= 0 and depth <= group and not token.is_symbol("("):
            group = -1
        if depth <= 1:
            default = _is_in_default(tokens, index, default) and index in body and depth == 1
        if group < 0 and index in body and token.is_symbol("(") and tokens[index - 1].is_word(*_VALUES):
            group = depth
        if token.kind == "string" and group < 0 and not default:
            found.append((token.start, token.end))
    return found


def without_documentation(text: str, dialect: Dialect) -> str:
    """Return a type without comments, COMMENT clauses and literals that are no values. Raises RefusedError."""
    scanned = list(scan(text, 0, dialect))
    if scanned and scanned[-1].kind == "open":
        raise RefusedError(scanned[-1].start, "a quote or comment is never closed")
    tokens = [token for token in scanned if token.kind != "comment"]
    nesting = depths(tokens)
    removed = [clause.removed for clause in comment_clauses(tokens, nesting)]
    removed += [(token.start, token.end) for token in scanned if token.kind == "comment"]
    blanked = literals_to_blank(tokens, nesting, range(1, len(tokens)))
    return Cuts(text, removed, blanked).text(0, len(text)).strip()


def _is_in_default(tokens: Tokens, index: int, before: bool) -> bool:
    """Whether the token at `index`, not inside brackets of the column, belongs to the value of a DEFAULT."""
    token = tokens[index]
    if token.is_word("DEFAULT"):
        return not (index + 1 < len(tokens) and tokens[index + 1].is_symbol("="))
    return before and not token.is_symbol(",") and not (token.kind == "word" and token.value in COLUMN_WORDS)
