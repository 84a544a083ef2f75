"""How names are written in one table: case, short forms, endings for kinds of values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from random import Random

from modelhub.engine.schema_rules.abbreviations import ABBREVIATIONS

SNAKE, UPPER, CAMEL, PASCAL = "snake", "upper", "camel", "pascal"
# What each dialect's tables mostly look like, as weights.
_CASES = {
    "postgres": {SNAKE: 85, CAMEL: 10, PASCAL: 5},
    "mysql": {SNAKE: 65, CAMEL: 20, PASCAL: 5, UPPER: 10},
    "snowflake": {UPPER: 80, SNAKE: 20},
    "bigquery": {SNAKE: 75, CAMEL: 15, UPPER: 10},
    "databricks": {SNAKE: 85, CAMEL: 10, UPPER: 5},
    "redshift": {SNAKE: 100},
    "oracle": {UPPER: 95, SNAKE: 5},
    "tsql": {PASCAL: 60, SNAKE: 25, CAMEL: 10, UPPER: 5},
    "sqlite": {SNAKE: 75, CAMEL: 25},
}
# How many words are shortened: never, some, most, and in the manner of old systems.
_SHORTENING = {SNAKE: (55, 25, 15, 5), CAMEL: (75, 20, 5, 0), PASCAL: (75, 20, 5, 0), UPPER: (20, 25, 35, 20)}
_SHARES = (0.0, 0.35, 0.9, 0.95)
_LONGEST_KEPT = 4
_VOWELS = frozenset("aeiou")
# Short forms that mislead more than they save, or that mean something else in these names.
_UNUSED = frozenset({"ee", "rt", "st", "ct", "pt", "pat", "no", "sl", "br", "ste", "sin", "act", "del", "str", "in"})


@dataclass(slots=True)
class Style:
    """One table's habits; a word is shortened in the same way wherever it stands."""

    case: str
    share_shortened: float
    is_legacy: bool
    chance: Random
    date_ending: str
    moment_ending: str
    flag_form: str
    id_ending: str
    _known: dict[str, str] = field(default_factory=dict)

    def name(self, words: str) -> str:
        """Return the words as a name."""
        tokens = [self._short(word) for word in words.replace("-", " ").replace("_", " ").split()]
        if self.case in (SNAKE, UPPER):
            joined = "_".join(tokens)
            return joined.upper() if self.case == UPPER else joined.lower()
        capital = [token[:1].upper() + token[1:].lower() for token in tokens]
        joined = "".join(capital)
        return joined if self.case == PASCAL else joined[:1].lower() + joined[1:]

    def readable(self, words: str) -> str:
        """Return the words as a reader of the name knows them: in full where their short form is usual, else as shown."""
        shown = ((word, self._short(word)) for word in words.split())
        return " ".join(word if short in (word, *short_forms().get(word, ())) else short for word, short in shown)

    def _short(self, word: str) -> str:
        word = word.lower().replace(".", "").replace("'", "")
        if word not in self._known:
            self._known[word] = self._shortened(word) if self.chance.random() < self.share_shortened else word
        return self._known[word]

    def _shortened(self, word: str) -> str:
        if forms := short_forms().get(word):
            return self.chance.choice(forms)
        if len(word) <= _LONGEST_KEPT or not word.isalpha() or not self.is_legacy:
            return word
        skeleton = word[0] + "".join(letter for letter in word[1:] if letter not in _VOWELS)
        return skeleton[: self.chance.choice((4, 5))] if len(skeleton) > 2 else word[:_LONGEST_KEPT]


@cache
def short_forms() -> Mapping[str, tuple[str, ...]]:
    """Return the usual short forms of each word."""
    found: dict[str, list[str]] = {}
    for short, words in ABBREVIATIONS.items():
        if len(words) == 1 and short not in _UNUSED and len(short) < len(words[0]):
            found.setdefault(words[0].lower(), []).append(short)
    return {word: tuple(forms) for word, forms in found.items()}


def draw_style(dialect: str, chance: Random) -> Style:
    """Return habits that are usual in the dialect."""
    cases = _CASES[dialect]
    case = chance.choices(list(cases), list(cases.values()))[0]
    degree = chance.choices(range(len(_SHARES)), _SHORTENING[case])[0]
    is_legacy = degree == len(_SHARES) - 1
    return Style(
        case=case,
        share_shortened=_SHARES[degree],
        is_legacy=is_legacy,
        chance=chance,
        date_ending=chance.choice(("on", "on", "date", "date", "day" if not degree else "date")),
        moment_ending=chance.choice(("at", "at", "time", "timestamp"))
        if not degree
        else chance.choice(("at", "timestamp", "timestamp")),
        flag_form=chance.choice(("is {}", "is {}", "{} flag", "{} indicator" if degree else "is {}")),
        id_ending=chance.choice(("id", "id", "id", "key", "number" if degree else "id")),
    )
