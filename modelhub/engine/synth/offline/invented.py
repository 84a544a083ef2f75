"""Words that no vocabulary has, in the place of a subsector's: who learns from them learns to read names, not to know them.

A small model that meets the same few thousand words again and again writes those instead of the ones in front of it.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import count
from random import Random

from modelhub.engine.synth.offline.lexicon import Subsector, subsectors

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


def _names(chance: Random) -> Iterator[str]:
    """Yield names of one to three words, each once: of invented words, or of known ones that never stood together."""
    seen: set[str] = set()
    for _ in count():
        n_words = chance.choices((1, 2, 3), (35, 55, 10))[0]
        known = chance.random() < _SHARE_RECOMBINED
        name = " ".join(chance.choice(_known()) if known and n_words > 1 else _word(chance) for _ in range(n_words))
        if name not in seen:
            seen.add(name)
            yield name


def _word(chance: Random) -> str:
    n_syllables = chance.choices((1, 2, 3), (30, 55, 15))[0]
    syllables = (
        chance.choice(_ONSETS) + chance.choice(_VOWELS) + chance.choice(_CODAS if last else _CODAS[:9])
        for last in (number == n_syllables - 1 for number in range(n_syllables))
    )
    word = "".join(syllables)
    return word + chance.choice(_ENDINGS) if n_syllables < 3 else word


@cache
def _known() -> tuple[str, ...]:
    """Return all words of all things, each once, in a fixed order."""
    found = {
        word for one in subsectors().values() for nouns in one.nouns.values() for noun in nouns for word in noun.split()
    }
    return tuple(sorted(word for word in found if word.isalpha() and word.islower() and word != "of"))
