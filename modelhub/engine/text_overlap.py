"""How much the texts of two runs differ: equal texts, and words in common beside what is in common by chance.

Overlap is the Sørensen–Dice coefficient of two bags of words, 2 Σ_w min(n_a(w), n_b(w)) / (n_a + n_b), which is the
token-level F1 that question answering is scored by. Words are runs of letters, digits and underscores, case folded; their
order says nothing. Two texts without a word overlap fully.

It measures wording and nothing else: neither which text is better, nor whether both say the same in other words. Texts of
one kind share words whatever they are about, so `overlap_elsewhere` is the same mean where each text of the first run
stands beside the second run's text about the *next* table or column: 1 is sameness, `overlap_elsewhere` is chance.

T. Sørensen (1948), Kongelige Danske Videnskabernes Selskab 5(4), 1–34; L. R. Dice (1945), Ecology 26(3), 297–302;
P. Rajpurkar et al. (2016), SQuAD, EMNLP, section 6.1 (F1 over bags of tokens).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Difference:
    """Texts of two runs about the same things; shares are None where there is nothing to compare."""

    # Both runs have a text.
    n_both: int
    # Only one has.
    n_one: int
    # Of those with both: the same but for spaces.
    n_equal: int
    # Means over those with both, 0 to 1.
    overlap: float | None
    overlap_elsewhere: float | None

    @property
    def equal_percent(self) -> float | None:
        """Equal texts among those that both runs have, in per cent."""
        return 100 * self.n_equal / self.n_both if self.n_both else None


def difference(one: Sequence[str | None], other: Sequence[str | None]) -> Difference:
    """Compare texts place by place; None and blank texts are none. Both have the same length."""
    pairs = [(_text(a), _text(b)) for a, b in zip(one, other, strict=True)]
    both = [(a, b) for a, b in pairs if a and b]
    bags = [(_bag(a), _bag(b)) for a, b in both]
    # Every text of the second run once more, one place on: the last stands beside the first.
    shifted = [(a, bags[place - len(bags) + 1][1]) for place, (a, _) in enumerate(bags)] if len(bags) > 1 else []
    return Difference(
        n_both=len(both),
        n_one=sum(1 for a, b in pairs if bool(a) != bool(b)),
        n_equal=sum(1 for a, b in both if a == b),
        overlap=_mean([_dice(a, b) for a, b in bags]),
        overlap_elsewhere=_mean([_dice(a, b) for a, b in shifted]),
    )


def overlap(one: str, other: str) -> float:
    """Return the Sørensen–Dice coefficient of two texts' bags of words, 0 to 1."""
    return _dice(_bag(one), _bag(other))


def _text(text: str | None) -> str:
    return " ".join((text or "").split())


def _bag(text: str) -> Counter[str]:
    return Counter(WORD.findall(text.casefold()))


def _dice(one: Counter[str], other: Counter[str]) -> float:
    n = one.total() + other.total()
    return 2 * (one & other).total() / n if n else 1.0


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
