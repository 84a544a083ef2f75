"""Fold a text for matching, with a way back from every place in the folded text to the original."""

import unicodedata
from dataclasses import dataclass

# Letters of other scripts that look like Latin ones, and typographic apostrophes and hyphens.
_LOOK_ALIKES = str.maketrans(
    "АВЕКМНОРСТХаеорсухіјѕԁɡΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαν’‘ʼ´`‐‑‒–—−",
    "ABEKMHOPCTXaeopcyxijsdgABEZHIKMNOPTYXoav'''''------",
)
# Marks, format characters, controls and surrogates: nothing that a reader sees.
_INVISIBLE = frozenset({"Mn", "Me", "Cf", "Cc", "Cs"})
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text, in its own case and case-folded, and for each character its place in the original."""

    text: str
    caseless: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the original text that a stretch of the folded one came from."""
        return self.places[start], self.places[end - 1] + 1


def fold(original: str) -> Folded:
    """Return the text without invisible characters and accents, compatibility forms and look-alikes made plain (NFKD).

    `text` and `caseless` have the same length, so that one place counts for both.
    """
    kept: list[str] = []
    places: list[int] = []
    for place, character in enumerate(original):
        plain = character if character.isascii() and character.isprintable() else _plain(character)
        kept.append(plain)
        places.extend([place] * len(plain))
    text = "".join(kept)
    return Folded(text, "".join(_caseless(character) for character in text), tuple(places))


def _plain(character: str) -> str:
    if character.isspace():
        return " "
    if character in _FILLERS:
        return ""
    decomposed = unicodedata.normalize("NFKD", character)
    visible = "".join(c for c in decomposed if unicodedata.category(c) not in _INVISIBLE).translate(_LOOK_ALIKES)
    # A letter that folds to two, such as ß, is folded here already: both forms of the text keep one length.
    return "".join(c if len(c.casefold()) == 1 else c.casefold() for c in visible)


def _caseless(character: str) -> str:
    folded = character.casefold()
    return folded if len(folded) == 1 else character
