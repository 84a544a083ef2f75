"""The sharp-null check: it holds its level when the side decides, and sees a real difference."""

import numpy as np
import pytest

from evaluator.stats.outcomes import Outcome, Vote
from evaluator.stats.redraw import redraw
from evaluator.stats.tally import tally
from tests.evaluator.stats.planted import planted_votes
from tests.evaluator.stats.studies import votes_of


def p_values(*, gap: float = 0.0, position: float = 0.0) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    found = []
    for seed in range(80):
        study = tally(planted_votes(seed, n_tables=20, n_raters=3, table_sd=0.0, gap=gap, position=position))
        found.append(redraw(study, seed=seed, draws=199)[0].p or 0.0)
    return np.array(found)


def test_redraw_rejects_a_side_effect_alone_no_more_often_than_it_may() -> None:
    # 80 studies at 5 %: more than 10 rejections have a chance below 0.3 %.
    assert (p_values(position=1.0) <= 0.05).sum() <= 10


def test_redraw_sees_a_real_difference() -> None:
    assert (p_values(gap=1.0) <= 0.05).mean() > 0.8


def test_redraw_reports_psi_and_repeats_itself_under_a_seed() -> None:
    study = tally(planted_votes(1, gap=0.5))

    found = redraw(study, seed=3, draws=99)

    assert found == redraw(study, seed=3, draws=99)
    assert found[0].psi == pytest.approx(
        np.mean([{"a": 1.0, "tie": 0.5, "b": 0.0}[v.outcome] for v in planted_votes(1, gap=0.5)])
    )
    assert found[0].p is not None
    assert 0.01 <= found[0].p <= 1


def test_redraw_does_not_hang_on_the_names_of_sides() -> None:
    votes = planted_votes(5, n_tables=12, gap=0.4)
    turned = [
        Vote(v.table, v.rater, "y", "x", v.outcome.flipped, shown_left="b" if v.shown_left == "a" else "a")
        for v in votes
    ]

    assert redraw(tally(votes), seed=0) == redraw(tally(turned), seed=0)


def test_redraw_of_ties_alone_has_p_one() -> None:
    sides = {("r1", 0): "a", ("r1", 1): "b", ("r2", 0): "b", ("r2", 1): "a"}
    votes = [
        Vote(f"t{t}", r, "x", "y", Outcome.TIE, shown_left="a" if s == "a" else "b") for (r, t), s in sides.items()
    ]

    assert redraw(tally(votes), seed=0)[0].p == 1.0


def test_redraw_without_known_sides_says_why() -> None:
    found = redraw(tally(votes_of({"r1": "WL", "r2": "WW"})), seed=0)[0]

    assert (found.psi, found.p, found.note) == (None, None, "undefined, because no vote has a known side")


def test_redraw_refuses_sides_that_the_allocation_can_not_have_drawn() -> None:
    votes = [Vote(f"t{t}", f"r{r}", "x", "y", Outcome.A, shown_left="a") for t in range(6) for r in range(4)]

    found = redraw(tally(votes), seed=0)[0]

    assert found.p is None
    assert found.note == (
        "undefined, because the sides shown are not balanced as this program's allocation balances them"
    )
