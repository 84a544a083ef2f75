"""What stands beside the primary figures: the same votes looked at in other ways."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evaluator.stats.dawid_skene import RaterModel, rater_model
from evaluator.stats.length import LengthBias, length_bias
from evaluator.stats.majority import PairMajority, majorities
from evaluator.stats.pace import RaterPace, paces
from evaluator.stats.proportional_odds import OddsPair, proportional_odds
from evaluator.stats.retest import Retest, retest
from evaluator.stats.tally import Tally
from evaluator.stats.two_way import TwoWayPsi, two_way

# EM takes hundreds of passes over the votes where raters hardly agree: beyond this, minutes.
MOST_VOTES_OF_CONSENSUS = 100_000


@dataclass(frozen=True, slots=True)
class Checks:
    """Sensitivity of ψ to raters, length, grades and careless raters; how steady and how quick raters are."""

    two_way: tuple[TwoWayPsi, ...]
    majority: tuple[PairMajority, ...]
    retest: Retest
    length: LengthBias
    proportional_odds: tuple[OddsPair, ...]
    rater_model: RaterModel
    paces: tuple[RaterPace, ...]

    def notes(self) -> Iterator[str]:
        """Why figures are missing or rough; length keeps its reasons to itself, for they tell whose text is longer."""
        for pair in self.two_way:
            if pair.psi.estimate is not None and pair.psi.low is None:
                yield f"win rate of {pair.system} against {pair.opponent} over tables and raters: {pair.psi.note}"
        for odds in self.proportional_odds:
            if odds.n and odds.log_odds.note:
                yield f"odds of a better grade, {odds.system} against {odds.opponent}: {odds.log_odds.note}"
        if self.rater_model.note:
            yield f"consensus of raters: {self.rater_model.note}"


def checks(study: Tally, *, confidence: float) -> Checks:
    """All of them; none draws random numbers."""
    return Checks(
        two_way=two_way(study, confidence=confidence),
        majority=majorities(study, confidence=confidence),
        retest=retest(study, confidence=confidence),
        length=length_bias(study, confidence=confidence),
        proportional_odds=proportional_odds(study, confidence=confidence),
        rater_model=_consensus(study),
        paces=paces(study),
    )


def _consensus(study: Tally) -> RaterModel:
    n = len(study.judged.unit)
    if n <= MOST_VOTES_OF_CONSENSUS:
        return rater_model(study)
    return RaterModel(
        (), (), f"left out, because there are {n} answers and it takes minutes beyond {MOST_VOTES_OF_CONSENSUS}"
    )
