"""Find what in a text gives its writer away: registered names, vendors, an assistant's phrases, leftover special tokens."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from modelhub.engine.common_words import COMMON_WORDS
from modelhub.engine.folding import Folded, fold
from modelhub.engine.self_identification import BYTE_MARKS, TELLS

NAMES_A_MODEL = "names a registered model"
_SEPARATOR = r"[\s\-_./:]"
_PIECES = re.compile(r"[^\s\-_./:]+")


@dataclass(frozen=True, slots=True)
class ModelName:
    """A registered model's names; those that are ordinary words are looked for only with `match_common`.

    A name is ordinary when `is_common_word` says so, or when `common_word` does and it is one word of letters.
    """

    name: str
    aliases: tuple[str, ...] = ()
    common_word: bool = False
    match_common: bool = False

    def terms(self) -> tuple[str, ...]:
        """Return the names to look for, and for `owner/name` the part behind the slash too."""
        given = [term for term in (self.name, *self.aliases) if _PIECES.search(term)]
        short = [term.rsplit("/", 1)[1] for term in given if "/" in term and _PIECES.search(term.rsplit("/", 1)[1])]
        return tuple(
            dict.fromkeys(term for term in (*given, *short) if self.match_common or not self._is_skipped(term))
        )

    def _is_skipped(self, term: str) -> bool:
        return is_common_word(term) or (self.common_word and term.isalpha())


@dataclass(frozen=True, slots=True)
class Finding:
    """A stretch of the original text, start inclusive and end exclusive, with the reason why it gives the writer away."""

    start: int
    end: int
    matched: str
    reason: str


def is_common_word(term: str) -> bool:
    """Whether a name would be found in documentation that names no model: an ordinary English word, or one letter."""
    folded = fold(term).caseless.strip()
    return len(folded) < 2 or folded in COMMON_WORDS


def scan(text: str, names: Sequence[ModelName]) -> tuple[Finding, ...]:
    """Return all findings in order of their place; of two that overlap the longer one.

    Names match as whole words in any case, with any or no separator where they have one, across accents, look-alike
    letters and invisible characters.
    """
    folded = fold(text)
    found = [Finding(start, end, text[start:end], reason) for start, end, reason in _spans(text, folded, tuple(names))]
    return tuple(_without_overlaps(found))


def _spans(text: str, folded: Folded, names: tuple[ModelName, ...]) -> Iterator[tuple[int, int, str]]:
    if registered := _registered(names):
        for match in registered.finditer(folded.caseless):
            yield *folded.span(*match.span()), NAMES_A_MODEL
    for tell in TELLS:
        for match in tell.pattern.finditer(folded.caseless if tell.caseless else folded.text):
            yield *folded.span(*match.span(tell.pattern.groups)), tell.reason
    for match in BYTE_MARKS.finditer(text):
        yield *match.span(), "leftover special token"


@lru_cache(maxsize=64)
def _registered(names: tuple[ModelName, ...]) -> re.Pattern[str] | None:
    """Return one pattern for all names, the longest first so that it is preferred."""
    terms = {fold(term).caseless for name in names for term in name.terms()}
    patterns = [_pattern(term) for term in sorted(terms, key=lambda term: (-len(term), term))]
    return re.compile(r"(?<![^\W_])(?:" + "|".join(patterns) + r")(?![^\W_])") if patterns else None


def _pattern(term: str) -> str:
    pieces: list[str] = _PIECES.findall(term)
    pattern = re.escape(pieces[0])
    for before, after in pairwise(pieces):
        # Beside a digit the separator may be missing ("gpt4"); between letters that would make "for mat" match "format".
        optional = before[-1].isdigit() or after[0].isdigit()
        pattern += f"{_SEPARATOR}{'*' if optional else '+'}{re.escape(after)}"
    return pattern


def _without_overlaps(found: list[Finding]) -> Iterator[Finding]:
    end = -1
    for finding in sorted(found, key=lambda finding: (finding.start, -finding.end)):
        if finding.start >= end:
            yield finding
            end = finding.end
