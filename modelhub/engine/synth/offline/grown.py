"""Columns as in schemas that grew for decades: short forms, digits, families that differ in one part, types of every kind.

A small model that meets only tidy names writes tidy ones in place of those in front of it. What the short forms stand for is told.
"""

import re
from dataclasses import dataclass
from functools import cache
from random import Random

from modelhub.engine.schema_rules.abbreviations import ABBREVIATIONS
from modelhub.engine.synth.offline.attributes import library
from modelhub.engine.synth.offline.grown_types import grown_type
from modelhub.engine.synth.offline.invented import invented_word, known_words
from modelhub.engine.synth.offline.styles import Style
from modelhub.engine.synth.offline.table_plan import PlannedColumn
from modelhub.engine.synth.offline.units import units

_SHARE_OF_FAMILY, _SHARE_WITHOUT_ENDING, _SHARE_UNDERSCORED = 0.35, 0.3, 0.02
_SHARE_NULL = 0.3
_N_PARTS = ((1, 2, 3, 4), (22, 45, 25, 8))
_SOURCES = {"short form": 34, "known": 18, "spliced": 24, "invented": 10, "letters": 8, "numbered": 6}
_LETTERS = "bcdfghjklmnpqrstvwxz"


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a column holds: how names of the kind end, and what is said of it. {w} is the name in words, {a} with its ending."""

    weight: int
    endings: tuple[str, ...]
    meanings: tuple[str, ...]
    # Whether names without the ending are usual too.
    is_bare: bool = False


_KINDS = {
    "code": _Kind(14, ("cd", "code", "cde", "typ", "type", "cat", "cls", "grp", "sts", "stat"), (
        "{a} [of|kept for] the {e}", "which {w} the {e} [has|belongs to]", "short form that stands for the {w}",
        "{a}, as [written down|entered] for the {o}"), is_bare=True),
    "key": _Kind(11, ("no", "nbr", "num", "id", "key", "ref", "sk"), (
        "[number|value] that identifies the {w}", "identifies the {w} of the {e}", "{a} by which the {w} is known")),
    "text": _Kind(9, ("nm", "name", "desc", "txt", "rmk", "note"), (
        "what the {w} is called", "wording of the {w}", "{a} [in free text|as written down] for the {e}"), is_bare=True),
    "date": _Kind(9, ("dt", "date", "on", "dte", "day"), (
        "day of the {w}", "[date|calendar day] of the {w} of the {e}", "day on which the {w} took place")),
    "ts": _Kind(8, ("ts", "at", "dttm", "tm", "time"), (
        "moment of the {w}", "when the {w} [took place|was noted]", "moment at which the {w} happened")),
    "n": _Kind(12, ("cnt", "count", "qty", "seq", "n"), (
        "{a} of the {e}, [counted|as a whole number]", "{w} [counted|found] for the {e}", "number of the {w} in the {o}"), is_bare=True),
    "num": _Kind(12, (), (
        "{w} of the {e}", "{w} [measured|found] for the {e}", "how much {w} the {o} has", "{w} [on|at] the {o}")),
    "dec": _Kind(6, ("val", "rate", "rto", "idx", "score", "fctr"), (
        "{a} of the {e}, as a number", "value of the {w}", "{a} [found|worked out] for the {o}"), is_bare=True),
    "money": _Kind(10, ("amt", "cost", "fee", "bal", "prc", "chg", "amount"), (
        "amount of the {w}", "{a} [of|for] the {e}, as money", "what the {w} of the {e} comes to"), is_bare=True),
    "pct": _Kind(5, ("pct", "perc", "share"), ("{w} as a share of the whole", "share of the {w} in the {e}")),
    "flag": _Kind(7, ("flg", "ind", "flag", "yn"), (
        "true where the {e} has a {w}", "true where there is a {w} for the {o}", "true where {w} applies to the {e}"), is_bare=True),
    "list": _Kind(2, ("list", "codes", "nos", "tags"), ("all {w} of the {e}, as a list", "list of the {w} [found|kept] for the {o}")),
    "enum": _Kind(3, ("typ", "mode", "state", "kind"), ("which {w} the {e} has", "{a} of the {e}"), is_bare=True),
}  # fmt: skip
_NULL_REASONS = ("there is none", "it is not known", "nobody has entered it yet", "it does not apply to the {e}")


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of a name as it is written, and what it is called."""

    written: str
    spoken: str


class GrownColumns:
    """Draws the columns of one table; some share all parts but one with the one before."""

    def __init__(self, dialect: str, style: Style, chance: Random) -> None:
        self._dialect, self._style, self._chance = dialect, style, chance
        self._is_spaced = chance.random() < 0.4
        self._last: list[_Part] = []

    def draw(self, places: dict[str, str]) -> PlannedColumn:
        """Return a column of any kind; `places` are what its meaning may speak of."""
        name = self._chance.choices(list(_KINDS), [one.weight for one in _KINDS.values()])[0]
        kind = _KINDS[name]
        parts = self._last = self._parts()
        ending, unit = self._ending(name, kind)
        all_parts = [*parts, *([ending] if ending else [])]
        if name == "flag" and ending is None:
            all_parts = [_Part(self._chance.choice(("is", "has")), ""), *parts]
        logical = f"enum:{','.join(self._values())}" if name == "enum" else name
        type_ = grown_type(logical, self._dialect, self._chance)
        words, with_ending = _spoken(parts), _spoken(all_parts)
        meaning = self._chance.choice(kind.meanings).replace("{w}", words).replace("{a}", with_ending)
        written = self._style.name(" ".join(part.written for part in all_parts))
        is_nullable = self._chance.random() < _SHARE_NULL
        return PlannedColumn(
            with_ending, logical, meaning, places,
            null_reason=self._chance.choice(_NULL_REASONS) if is_nullable else "", nullable=is_nullable, unit=unit,
            name="_" + written if self._chance.random() < _SHARE_UNDERSCORED else written,
            type=re.sub(r",(?=\d)", ", ", type_) if self._is_spaced else type_,
        )  # fmt: skip

    def _parts(self) -> list[_Part]:
        if self._last and self._chance.random() < _SHARE_OF_FAMILY:
            place = self._chance.choice((0, len(self._last) - 1, len(self._last) - 1))
            return [self._part() if one == place else part for one, part in enumerate(self._last)]
        return [self._part() for _ in range(self._chance.choices(*_N_PARTS)[0])]

    def _ending(self, name: str, kind: _Kind) -> tuple[_Part | None, str]:
        """Return the end of the name, and the unit that it shows."""
        if name == "num":
            unit = self._chance.choice(sorted(units()))
            return _Part(self._chance.choice(units()[unit].suffixes), ""), unit
        if kind.is_bare and self._chance.random() < _SHARE_WITHOUT_ENDING:
            return None, ""
        ending = self._chance.choice(kind.endings)
        return _Part(ending, " ".join(ABBREVIATIONS.get(ending, (ending,)))), "pct" if name == "pct" else ""

    def _part(self) -> _Part:
        match self._chance.choices(list(_SOURCES), list(_SOURCES.values()))[0]:
            case "short form":
                written = self._chance.choice(_short_forms())
                return _Part(written, " ".join(ABBREVIATIONS[written]))
            case "known":
                return self._as_read(self._chance.choice(_words()))
            case "invented":
                return self._as_read(invented_word(self._chance))
            case "spliced":
                return self._as_read(self._spliced())
            case "letters":
                letters = self._letters()
                return _Part(letters, letters.upper() if len(letters) < 4 else letters)
            case _:
                return self._numbered()

    def _as_read(self, word: str) -> _Part:
        # The style may shorten it: `readable` says it in full where the short form is a usual one.
        return _Part(word, self._style.readable(word))

    def _spliced(self) -> str:
        """Return the beginning of one word with the end of another: whoever reads on from the beginning alone is wrong."""
        one, other = self._chance.choice(_words()), self._chance.choice(_words())
        return (
            one[: self._chance.randint(2, max(2, len(one) - 1))]
            + other[-self._chance.randint(2, max(2, len(other) - 1)) :]
        )

    def _letters(self) -> str:
        return "".join(self._chance.choice(_LETTERS) for _ in range(self._chance.randint(2, 4)))

    def _numbered(self) -> _Part:
        number = self._chance.choice((*range(1, 10), 12, 15, 24, 30, 90))
        letters = self._letters()[: self._chance.randint(1, 3)]
        written = self._chance.choice(
            (f"{letters}{number}", f"{number}{letters[0]}", f"{letters}{number}{letters[0]}{number}")
        )
        return _Part(written, written.upper())

    def _values(self) -> list[str]:
        are_letters = self._chance.choice((True, False))
        found = {
            self._letters().upper() if are_letters else self._chance.choice(_words())
            for _ in range(self._chance.randint(2, 5))
        }
        return sorted(found | {"none"})


def _spoken(parts: list[_Part]) -> str:
    return " ".join(part.spoken for part in parts if part.spoken)


@cache
def _short_forms() -> tuple[str, ...]:
    return tuple(sorted(short for short in ABBREVIATIONS if short.isalpha()))


@cache
def _words() -> tuple[str, ...]:
    """Return the words of things and of what is said about them, each once, in a fixed order."""
    shelf = library()
    attributes = [*shelf.classes.values(), *shelf.generic.values(), *(one.attributes for one in shelf.processes)]
    said = {word for some in attributes for one in some for word in one.words.split()}
    return tuple(sorted({*known_words(), *(word for word in said if word.isalpha() and word.islower())}))
