"""Texts and names as words, by rules that no writer of this project uses."""

import re
from functools import lru_cache

_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*|\d+(?:\.\d+)?")
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_FUNCTION_WORDS = frozenset(
    """
    a about after all also an and any are as at be been before being between but by can did do does each either else
    every for from had has have here how however if in into is it its itself may more most must neither no nor not of
    off on once one only or other our out over own per same shall should since so some such than that the their them
    then there these they this those through to too under until up upon was were what when where whether which while
    who whom whose why will with within without would you your
    """.split()  # noqa: SIM905
)


@lru_cache(maxsize=65_536)
def _singular(word: str) -> str:
    """Take off a plural's ending: orders and order are one word, as are batches and batch, cities and city."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def content_words(text: str | None) -> list[str]:
    """Return the words of a text in order, in lower case and singular, without function words."""
    words = (found.lower().replace("’", "'").removesuffix("'s").rstrip("'") for found in _WORD.findall(text or ""))
    return [_singular(word) for word in words if word not in _FUNCTION_WORDS]


@lru_cache(maxsize=65_536)
def name_parts(name: str) -> tuple[str, ...]:
    """Return the parts of a name: snake_case, camelCase and dots taken apart, singular, single letters left out."""
    parts = (_singular(part.lower()) for piece in re.split(r"[^A-Za-z0-9]+", name) for part in _PART.findall(piece))
    return tuple(part for part in parts if len(part) > 1)


def means(part: str, word: str) -> bool:
    """Whether a word may be what a part of a name stands for: the same, or its letters in order from the first on."""
    if part == word:
        return True
    if len(part) < 2 or len(part) > len(word) or part[0] != word[0]:
        return False
    rest = iter(word)
    return all(letter in rest for letter in part)
