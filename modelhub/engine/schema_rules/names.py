"""Read a name as words: split it, expand its short forms, and say it as an English phrase."""

import re
from functools import lru_cache

from modelhub.engine.schema_rules.abbreviations import ABBREVIATIONS, CAPITALS, IN_CONTEXT
from modelhub.engine.schema_rules.vocabulary import (
    ADJECTIVES,
    ATTRIBUTE_HEADS,
    ENTITIES,
    MONEY,
    OTHER_WORDS,
    PARTICIPLES,
)

_CAMEL = re.compile(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_DIGITS = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
# Salesforce marks its custom fields so; the mark is no word.
_CUSTOM_FIELD = re.compile(r"__[cr]$", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\W_]+")
_KNOWN = ENTITIES | ATTRIBUTE_HEADS | MONEY | frozenset(PARTICIPLES) | ADJECTIVES | OTHER_WORDS
_LONGEST_GLUED = 40
_SHORTEST_PIECE = 3
_UNCHANGED_IN_SINGULAR = frozenset(
    {"series", "news", "goods", "premises", "sales", "media", "data", "gas", "bus", "lens", "mass"}
)


@lru_cache(maxsize=8192)
def words_of(name: str) -> tuple[str, ...]:
    """Return the lower-case words of a name, short forms expanded: CUST_NBR gives ('customer', 'number')."""
    return _expanded(tokens_of(name))


@lru_cache(maxsize=8192)
def tokens_of(name: str) -> tuple[str, ...]:
    """Return the lower-case parts of a name as they are written, for snake_case, camelCase and PascalCase."""
    spaced = _CAMEL.sub(" ", _CUSTOM_FIELD.sub("", name))
    parts = (part for part in _SEPARATORS.split(spaced) if part)
    return tuple(token.lower() for part in parts for token in _split_digits(part))


def phrase(words: tuple[str, ...]) -> str:
    """Return the words as they stand within a sentence: 'customer ID'."""
    return " ".join(CAPITALS.get(word) or _spoken(word) for word in words)


def sentence(text: str) -> str:
    """Return the text with a capital first letter and one full stop."""
    return f"{text[:1].upper()}{text[1:]}."


def with_article(noun: str) -> str:
    """Return the noun phrase with 'a' or 'an' by its spelling."""
    spoken_as_you = noun.lower().startswith(("uni", "use", "usa", "uti", "eu", "one"))
    return f"an {noun}" if noun[:1].lower() in "aeiou" and not spoken_as_you else f"a {noun}"


def singular(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words with the last one in the singular."""
    return (*words[:-1], _singular(words[-1])) if words else ()


def plural(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words with the last one in the plural."""
    return (*words[:-1], _plural(_singular(words[-1]))) if words else ()


def listed(phrases: list[str]) -> str:
    """Return 'a, b and c'."""
    return " and ".join([", ".join(phrases[:-1]), phrases[-1]]) if len(phrases) > 1 else "".join(phrases)


def _spoken(word: str) -> str:
    """Write a short word without vowels in capitals: it is an abbreviation that nobody has spelled out."""
    unspelled = 2 <= len(word) <= 4 and word.isascii() and word.isalpha() and not set(word) & set("aeiouy")
    return word.upper() if unspelled else word


def _split_digits(part: str) -> list[str]:
    return [part] if part.lower() in CAPITALS or part.lower() in {"m2", "m3"} else _DIGITS.sub(" ", part).split()


def _expanded(tokens: tuple[str, ...]) -> tuple[str, ...]:
    words: list[str] = []
    at = 0
    while at < len(tokens):
        if both := IN_CONTEXT.get(tokens[at : at + 2]):
            words.extend(both)
            at += 2
            continue
        words.extend(_expanded_one(tokens[at], first=at == 0))
        at += 1
    return tuple(words)


def _expanded_one(token: str, *, first: bool) -> tuple[str, ...]:
    # "no" in front is the word no; behind a noun it is the number.
    if token == "no" and first:  # noqa: S105
        return (token,)
    return ABBREVIATIONS.get(token) or _unglued(token)


def _unglued(token: str) -> tuple[str, ...]:
    """Split a word that the vocabulary does not have into words that it has, fewest first: 'createdate'."""
    if len(token) < 2 * _SHORTEST_PIECE - 1 or len(token) > _LONGEST_GLUED or not token.isascii() or _is_known(token):
        return (token,)
    best: list[tuple[str, ...] | None] = [()] + [None] * len(token)
    for end in range(1, len(token) + 1):
        for start in range(end):
            pieces = best[start]
            if pieces is None or not _is_piece(token[start:end], last=end == len(token)):
                continue
            if best[end] is None or len(pieces) + 1 < len(best[end] or ()):
                best[end] = (*pieces, token[start:end])
    return best[-1] or (token,)


def _is_piece(text: str, *, last: bool) -> bool:
    return (len(text) >= _SHORTEST_PIECE and text in _KNOWN) or (last and text == "id")


def _is_known(token: str) -> bool:
    return token in _KNOWN or _singular(token) in _KNOWN


def _singular(word: str) -> str:
    if len(word) <= 3 or word in _UNCHANGED_IN_SINGULAR or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "xes", "ches", "shes", "statuses", "buses")) else word[:-1]


def _plural(word: str) -> str:
    if word in _UNCHANGED_IN_SINGULAR or not word.isascii():
        return word
    if word.endswith("y") and word[-2:-1] not in tuple("aeiou"):
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")
