"""What a comparison's page is drawn from, real or practised."""

from typing import Any

from evaluator.steps.blind_pair import BlindPair
from evaluator.steps.judgement import Answer
from evaluator.steps.practice import PracticePair
from evaluator.steps.reasons import CANT_JUDGE, LEANS, VERDICT_GROUPS

LABELS = {key: label for group in VERDICT_GROUPS for key, label, _ in group}


def pair_context(
    pair: BlindPair,
    *,
    practice: PracticePair | None = None,
    choice: str = "",
    saved_id: str = "",
    saved_label: str = "",
    problem: str = "",
    reported: bool = False,
) -> dict[str, Any]:
    """Return the context of rater/pair.jinja in full: an unknown name is an error there."""
    return {
        "pair": pair,
        "practice": practice,
        "choice": choice,
        "place": _place(pair, practice),
        "verdict_groups": VERDICT_GROUPS,
        "leans": LEANS,
        "reasons": CANT_JUDGE,
        "saved_id": saved_id,
        "saved_label": saved_label,
        "problem": problem,
        "reported": reported,
    }


def label_of(answer: Answer) -> str:
    """Return a verdict in words."""
    return LABELS.get(answer.verdict, "can't judge")


def _place(pair: BlindPair, practice: PracticePair | None) -> str:
    if practice:
        return f"Practice {practice.number} of {practice.n_pairs}"
    if pair.revising:
        return "Answered before"
    return f"Pair {pair.progress.n_done + 1} of {pair.progress.n_total}"
