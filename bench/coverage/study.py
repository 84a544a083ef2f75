"""A simulated study of one pair or more; what several methods read from it is worked out once."""

from __future__ import annotations

from functools import cached_property, lru_cache

from bench.coverage.cells import Cell
from bench.coverage.method import CONFIDENCE
from evaluator.stats.agreement import nominal_counts
from evaluator.stats.intervals import Estimate
from evaluator.stats.length import LengthBias, length_bias
from evaluator.stats.melded import sign_compatible
from evaluator.stats.outcomes import GRADES
from evaluator.stats.proportional_odds import OddsPair, proportional_odds
from evaluator.stats.ranking import Ranking, ranking
from evaluator.stats.raters import RaterResult, rater_results
from evaluator.stats.retest import Retest, retest
from evaluator.stats.tally import Ints, Tally, cross_count
from evaluator.stats.winrate import PairResult, compare_pairs, unit_scores


class Study:
    """The votes of one study of a cell."""

    def __init__(self, tally: Tally, cell: Cell) -> None:
        """Nothing is worked out yet."""
        self.tally, self.cell = tally, cell

    @cached_property
    def pairs(self) -> dict[tuple[str, str], PairResult]:
        """Every pair in both directions."""
        found = compare_pairs(self.tally, margin=None, confidence=CONFIDENCE, seed=0)
        return {(result.system, result.opponent): result for result in found}

    @property
    def pair(self) -> PairResult:
        """The first pair, from its first system's side."""
        return self.pairs[self.tally.pairs[0]]

    @cached_property
    def outcomes(self) -> Ints:
        """Wins, ties and losses by unit, without those that nobody gave, as the report has them."""
        counts = nominal_counts(self.tally)
        return counts[:, counts.sum(axis=0) > 0]

    @cached_property
    def grades(self) -> Ints:
        """(units, 5): grades from -2 up."""
        votes = self.tally.judged
        return cross_count(votes.unit, votes.grade - GRADES[0], (len(self.tally.unit_pair), len(GRADES)))

    @cached_property
    def majorities(self) -> tuple[int, int, int]:
        """Tables that most votes gave to the first system, to the second, and all."""
        surplus = unit_scores(self.tally).surplus
        return int((surplus > 0).sum()), int((surplus < 0).sum()), len(surplus)

    @cached_property
    def raters(self) -> tuple[RaterResult, ...]:
        """Each rater alone."""
        return rater_results(self.tally, confidence=CONFIDENCE)

    @cached_property
    def retest(self) -> Retest:
        """Hidden repeats."""
        return retest(self.tally, confidence=CONFIDENCE)

    @cached_property
    def odds(self) -> OddsPair:
        """Proportional odds of the first pair."""
        return proportional_odds(self.tally, confidence=CONFIDENCE)[0]

    @cached_property
    def lengths(self) -> LengthBias:
        """The length effect."""
        return length_bias(self.tally, confidence=CONFIDENCE)

    @cached_property
    def ranking(self) -> Ranking:
        """Worths, ties, order and ranks."""
        return ranking(self.tally, confidence=CONFIDENCE)


@lru_cache(maxsize=10_000)
def melded(b: int, c: int, n: int) -> Estimate:
    """Fay and Lumbard's interval; few counts occur, often."""
    return sign_compatible(b, c, n, confidence=CONFIDENCE)
