"""Plain rating rows and facts of a study --> all its figures: computed at the lock, and again by whoever verifies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluator.steps.votes import Lengths, Row, criterion_votes, votes_of

# κ of every two raters grows with the square of their number; beyond this the page would wait for it.
MAX_KAPPA_RATERS = 60
# Drawing the sides anew takes about a second for a thousand votes.
MAX_REDRAWN = 20_000
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class FigureInputs:
    """What the figures follow from: the locked rows, and what opening fixed.

    `identical` names (table, arm, arm) with equal texts, `n_columns` is by table; without `lengths` (by arm and table)
    there is nothing on length. `order` are the completed tables of a study with a stopping rule; `looked` says whether
    it was asked.
    """

    rows: Sequence[Row]
    identical: Sequence[tuple[str, str, str]]
    n_columns: Mapping[str, int]
    lengths: Lengths
    criteria: Sequence[str]
    margin: float | None
    seed: int
    order: Sequence[str] = ()
    looked: bool = False


def public_seed(commitment: str) -> int:
    """Return the seed of draws in the analysis: from the published commitment, so nobody could choose it afterwards."""
    return int(commitment[:8], 16)


def study_figures(inputs: FigureInputs) -> dict[str, Any]:
    """Return the report and what stands beside it, as JSON values by arm code and table digest.

    `length` is apart from the report by code: no page and no export has it before the reveal.
    """
    # Imported here: SciPy and krippendorff would double the memory of a web process, which never computes.
    from evaluator.stats.disputes import disputes
    from evaluator.stats.redraw import DRAWS
    from evaluator.stats.report import analyse
    from evaluator.steps.marks import marks_of

    votes = votes_of(inputs.rows, inputs.lengths)
    report: dict[str, Any] = analyse(
        votes,
        identical=inputs.identical,
        marks=marks_of(inputs.rows, inputs.n_columns),
        margin=inputs.margin,
        seed=inputs.seed,
        confidence=CONFIDENCE,
        order=inputs.order,
        looked=inputs.looked,
        redraws=DRAWS if len(votes) <= MAX_REDRAWN else 0,
    ).to_json()
    length = _without_gaps(report.pop("length"))
    return {
        "report": _within_reach(report, n_votes=len(votes)),
        "length": length,
        "criteria": [_criterion(inputs, name) for name in inputs.criteria],
        "disputes": [
            [d.table, d.system, d.opponent, d.wins, d.ties, d.losses, d.both_bad, d.cant_judge, d.disagreement]
            for d in disputes(votes)
        ],
    }


def _criterion(inputs: FigureInputs, name: str) -> dict[str, Any]:
    from evaluator.stats.plain import plain
    from evaluator.stats.tally import tally
    from evaluator.stats.winrate import compare_pairs

    votes = criterion_votes(inputs.rows, name)
    pairs = compare_pairs(tally(votes), margin=None, confidence=CONFIDENCE, seed=inputs.seed)
    return {"criterion": name, "n": len([vote for vote in votes if vote.repeat == 0]), "pairs": plain(pairs)}


def _without_gaps(length: dict[str, Any]) -> dict[str, Any]:
    """Leave out by how much each arm's texts are longer: raw and adjusted win rates are what a report needs."""
    return {**length, "pairs": [{k: v for k, v in pair.items() if k != "mean_gap"} for pair in length["pairs"]]}


def _within_reach(report: dict[str, Any], *, n_votes: int) -> dict[str, Any]:
    if n_votes > MAX_REDRAWN:
        report["warnings"].append(f"the check of the sides by drawing them anew is left out: there are {n_votes} votes")
    n_raters = report["n"]["raters"]
    if n_raters > MAX_KAPPA_RATERS:
        report["agreement"]["cohen_kappa"] = []
        report["warnings"].append(f"kappa of every two raters is left out: there are {n_raters} raters")
    return report
