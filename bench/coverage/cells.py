"""Which studies are simulated: size, and what lies behind the votes."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from scipy.special import ndtr

from evaluator.stats.tally import Floats

SIZES = ((62, 4), (20, 3))
TABLE_SD, RATER_SD = 1.2, 0.6
# In SDs of a vote: ties between equals come to 40 %, and ψ to 0.5, 0.64 to 0.67, 0.81 to 0.85.
TIE_WIDTH = 0.524
EQUAL, BETTER, FAR_BETTER = 0.0, 0.44, 1.04
_FAR = 0.75
# What the left side adds to what a rater sees, in SDs of a vote's noise.
POSITION = 0.3
# How raters lean to the first system and to the left, in rater SDs. Each lean to a system has its opposite beside the
# same lean to a side, so that equal systems win alike.
_LEANS = {
    3: ((1.22, 0.35), (-1.22, 0.35), (0.0, -0.7)),
    4: ((1.26, 0.5), (-1.26, 0.5), (0.63, -0.5), (-0.63, -0.5)),
}
_DRAWN_SPREAD = 1 + 0.5**2


@dataclass(frozen=True, slots=True)
class Cell:
    """One way to simulate a study; SDs, `tie_width`, `lead`, `position` and `length` in SDs of one vote's noise.

    `lead` is the first system's (with three systems, each leads the next by it); `length` is what the relative
    difference in length adds; `gaps` is the share of votes that are missing. Raters are fixed unless `raters_drawn`.
    """

    tables: int
    raters: int
    table_sd: float = 0.0
    rater_sd: float = 0.0
    tie_width: float = 0.0
    lead: float = 0.0
    position: float = POSITION
    length: float = 0.0
    gaps: float = 0.0
    raters_drawn: bool = False

    @property
    def size(self) -> str:
        """Tables × raters."""
        return f"{self.tables}×{self.raters}"

    @property
    def effects(self) -> str:
        """Table effects T, rater effects R, ties =, gaps g."""
        parts = (("T", self.table_sd), ("R", self.rater_sd), ("=", self.tie_width), ("g", self.gaps))
        return "".join(letter for letter, there in parts if there) or "–"

    @property
    def planted(self) -> str:
        """How much better the first system is."""
        return "equal" if self.lead == 0 else "better" if self.psi < _FAR else "far better"

    @property
    def vote_sd(self) -> float:
        """Of what one rater sees of one table, both drawn at random."""
        return math.sqrt(1 + self.table_sd**2 + _DRAWN_SPREAD * self.rater_sd**2)

    @property
    def psi(self) -> float:
        """The true win rate of the first system, over all tables and both sides, by these raters or by any."""
        leans = np.zeros((1, 2)) if self.raters_drawn else rater_leans(self)
        sd = self.vote_sd if self.raters_drawn else math.sqrt(1 + self.table_sd**2)
        shift = self.lead + leans[:, :1] + (self.position + leans[:, 1:]) * np.array([-1.0, 1.0])
        return float((ndtr((shift - self.tie_width) / sd) + ndtr((shift + self.tie_width) / sd)).mean() / 2)


def cell(size: tuple[int, int], effects: str, lead: float = EQUAL) -> Cell:
    """A cell by the letters of its effects; the lead is in SDs of a vote."""
    bare = Cell(*size, TABLE_SD * ("T" in effects), RATER_SD * ("R" in effects), gaps=0.2 * ("g" in effects))
    return replace(bare, tie_width=TIE_WIDTH * bare.vote_sd * ("=" in effects), lead=lead * bare.vote_sd)


def grid(*leads: float) -> tuple[Cell, ...]:
    """Both sizes, with and without table effects, rater effects and ties, at each lead."""
    every = ("".join(letters) for letters in product(("", "="), ("", "R"), ("", "T")))
    return tuple(cell(size, effects, lead) for size, lead, effects in product(SIZES, leads, [*every]))


def rater_leans(of: Cell) -> Floats:
    """(raters, 2): what each fixed rater adds for the first system, and for the left side."""
    return np.array(_LEANS[of.raters]) * of.rater_sd if of.rater_sd else np.zeros((of.raters, 2))
