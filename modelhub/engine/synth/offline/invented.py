"""Words that no vocabulary has, in the place of a subsector's: who learns from them learns to read names, not to know them.

A small model that meets the same few thousand words again and again writes those instead of the ones in front of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from random import Random

from modelhub.engine.synth.offline.attributes import Attribute
from modelhub.engine.synth.offline.lexicon import Subsector, subsectors
from modelhub.engine.synth.offline.styles import Style

_ONSETS = """
b c d f g h j k l m n p r s t v w z bl br ch cl cr dr fl fr gl gr pl pr sc sh sk sl sp st str th tr
""".split()  # noqa: SIM905
_VOWELS = """
a e i o u a e i o ai ea ee ou oa
""".split()  # noqa: SIM905
_CODAS = ["", "", "", *"""
l m n r s t x ck ft ld lm mp nd ng nk nt rd rk rm rn rt sk st
""".split()]  # fmt: skip  # noqa: SIM905
_ENDINGS = ("", "", "", "", "er", "ing", "ion", "or", "age", "ment", "ure")
_SHARE_RECOMBINED = 0.4
_SHARE_NUMBERED = 0.1
# What a column of a logical type means whatever it is called: no more than its name and type tell. {w} is the name in words.
_MEANINGS = {
    "text": ("{w} of the {o} in [words|free text]", "[wording|text] of the {w}", "{w} [written down|noted] for the {e}"),
    "code": ("[short form|code] of the {w}", "{w} that the {e} was given", "which {w} the {e} [belongs to|has to do with]"),
    "name": ("name of the {w}", "what the {w} of the {o} is called"),
    "date": ("day of the {w}", "day on which the {w} [took place|was entered]"),
    "ts": ("moment of the {w}", "moment at which the {w} was [noted|entered]"),
    "n": ("number of the {w} [on|in] the {e}", "how many of the {w} were [counted|found]", "{w} of the {o}, counted"),
    "num:kg": ("{w} of the {o}", "{w} [found|measured] for the {e}", "how much {w} the {o} has"),
    "num:m": ("{w} of the {o}", "{w} [found|measured] for the {e}"),
    "num:h": ("time that the {w} took", "{w} of the {o}, as time"),
    "dec": ("value of the {w}", "{w} [found|measured] for the {e}", "{w} of the {o}, as a number"),
    "money": ("amount of the {w}", "what the {w} comes to"),
    "pct": ("share of the {w}", "{w} as a share of the whole"),
    "flag": ("true where the {e} has a {w}", "true where there is a {w} [on|for] the {o}"),
}  # fmt: skip
_FORMS = {"date": ("{w} on", "{w} date"), "ts": ("{w} at", "{w} time"), "flag": ("is {w}", "has {w}"), "pct": ("{w} share", "{w}")}  # fmt: skip
_NULL_REASONS = ("", "", "", "there is none", "it is not known", "nobody has entered it yet")


@dataclass(frozen=True, slots=True)
class Invention:
    """How much is invented, in shares from 0 to 1."""

    # Of all tables: things are called by invented words.
    tables: float = 0.0
    # Of the columns of those tables: names that no list has.
    columns: float = 0.0
    # Of those tables: such columns are as in schemas that grew for decades.
    grown: float = 0.0

    @property
    def fault(self) -> str:
        """What is wrong with the shares, in words; '' when nothing is."""
        # Not any(… < 0 or … > 1): NaN must not pass.
        if wrong := [share for share in (self.tables, self.columns, self.grown) if not 0 <= share <= 1]:
            return f"{wrong[0]:g} is no share from 0 to 1"
        if self.columns and not self.tables:
            return "columns are invented only in tables about invented things: give a share of those too"
        if self.grown and not self.columns:
            return "only invented columns grow: give a share of those too"
        return ""

    def __str__(self) -> str:
        told = f"{self.tables:g} of the tables with invented words" if self.tables else ""
        told += f" and {self.columns:g} of their columns" if told and self.columns else ""
        return told + (f", grown in {self.grown:g} of them" if told and self.columns and self.grown else "")


NO_INVENTION = Invention()


def invent(words: Subsector, chance: Random) -> Subsector:
    """Return a subsector with as many things of each class and schemas, all called otherwise.

    Staff is kept: it stands in no name, so nobody could read it there.
    """
    names = _names(chance)
    return replace(
        words,
        schemas=tuple(next(names).replace(" ", "_") for _ in words.schemas),
        nouns={noun_class: tuple(next(names) for _ in nouns) for noun_class, nouns in words.nouns.items()},
    )


def invent_attribute(style: Style, chance: Random) -> Attribute:
    """Return an attribute with a name that no vocabulary has; its meaning has the words that the name shows."""
    kind = chance.choice(list(_MEANINGS))
    words = next(_names(chance))
    if chance.random() < _SHARE_NUMBERED:
        words = f"{words}{chance.randint(1, 9)}"
    form = chance.choice(_FORMS.get(kind, ("{w}",)))
    meaning = chance.choice(_MEANINGS[kind]).replace("{w}", style.readable(words))
    return Attribute(form.replace("{w}", words), kind, meaning, chance.choice(_NULL_REASONS))


def _names(chance: Random) -> Iterator[str]:
    """Yield names of one to three words, each once: of invented words, or of known ones that never stood together."""
    seen: set[str] = set()
    for _ in count():
        n_words = chance.choices((1, 2, 3), (35, 55, 10))[0]
        known = chance.random() < _SHARE_RECOMBINED
        name = " ".join(
            chance.choice(known_words()) if known and n_words > 1 else invented_word(chance) for _ in range(n_words)
        )
        if name not in seen:
            seen.add(name)
            yield name


def invented_word(chance: Random) -> str:
    """Return a word of one to three syllables that can be said."""
    n_syllables = chance.choices((1, 2, 3), (30, 55, 15))[0]
    syllables = (
        chance.choice(_ONSETS) + chance.choice(_VOWELS) + chance.choice(_CODAS if last else _CODAS[:9])
        for last in (number == n_syllables - 1 for number in range(n_syllables))
    )
    word = "".join(syllables)
    return word + chance.choice(_ENDINGS) if n_syllables < 3 else word


@cache
def known_words() -> tuple[str, ...]:
    """Return all words of all things, each once, in a fixed order."""
    found = {
        word for one in subsectors().values() for nouns in one.nouns.values() for noun in nouns for word in noun.split()
    }
    return tuple(sorted(word for word in found if word.isalpha() and word.islower() and word != "of"))
