"""Plans: known power, laws in tables and margin, and designs that can't be."""

import json
from dataclasses import replace
from math import inf, nan
from typing import Any

import pytest

from evaluator.stats.planning import Design, plan, plan_grid


@pytest.mark.parametrize(("tables", "power"), [(62, 0.70), (124, 0.95), (20, 0.27)])
def test_plan_gives_the_power_known_for_three_raters(tables: int, power: float) -> None:
    found = plan(Design(tables=tables, raters=3))

    assert found.non_inferiority.estimate == pytest.approx(power, abs=0.035)


def test_plan_under_the_null_rejects_at_its_level() -> None:
    found = plan(Design(tables=62, raters=4))

    assert found.superiority.low is not None
    assert found.superiority.high is not None
    assert found.superiority.low <= 0.025 <= found.superiority.high


def test_plan_repeats_itself_under_a_seed() -> None:
    design = Design(tables=20, raters=2, psi=0.6)

    assert plan(design, simulations=500, seed=4) == plan(design, simulations=500, seed=4)
    assert plan(design, simulations=500, seed=4) != plan(design, simulations=500, seed=5)


def test_plan_counts_answers_with_repeats_and_writes_json() -> None:
    found = plan(Design(tables=62, raters=4, psi=0.6, repeat_share=0.1), simulations=200)

    assert (found.answers_per_rater, found.answers) == (68, 272)
    assert json.loads(json.dumps(found.to_json(), allow_nan=False))["design"]["psi"] == 0.6


def test_grid_shows_that_tables_buy_more_than_raters() -> None:
    grid = plan_grid(Design(tables=62, raters=4, psi=0.6), tables=(62, 124), raters=(2, 4))
    width = {(p.design.tables, p.design.raters): p.mean_width for p in grid}

    assert list(width) == [(62, 2), (62, 4), (124, 2), (124, 4)]
    assert width[124, 2] < width[62, 4] < width[62, 2]


def test_more_table_effects_need_more_tables() -> None:
    design = Design(tables=30, raters=3, psi=0.65)
    calm, wild = (plan(replace(design, table_sd=sd), simulations=1000) for sd in (0.0, 2.0))

    assert calm.mean_width < wild.mean_width
    assert (calm.superiority.low or 0) > (wild.superiority.high or 0)


def test_ties_alone_show_nothing() -> None:
    found = plan(Design(tables=5, raters=1, tie_rate=0.99, table_sd=0.0), simulations=200)

    assert found.equivalence.estimate is not None
    assert found.equivalence.estimate < 0.1


@pytest.mark.parametrize("psi", [0.02, 0.98])
def test_studies_in_which_every_table_says_the_same_have_the_exact_bound(psi: float) -> None:
    design = Design(tables=6, raters=1, psi=psi, tie_rate=0.0, table_sd=0.0)

    found = plan(design, simulations=20_000)

    # Six tables alike have the bound 0.025 ** (1 / 6) = .541, and with one of the others Wilson's is below ½.
    assert found.superiority.estimate == pytest.approx(psi**6, abs=0.01)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"tables": 1}, "two tables"),
        ({"raters": 0}, "one rater"),
        ({"psi": 1.0}, "win rate"),
        ({"psi": 0.9, "tie_rate": 0.3}, "must be below 0.2"),
        ({"table_sd": -1.0}, "standard deviation"),
        ({"table_sd": nan}, "standard deviation"),
        ({"rater_sd": inf}, "standard deviation"),
        ({"tables": 10**9}, "2097152 answers"),
        ({"margin": 0.5}, "margin"),
        ({"repeat_share": 2.0}, "share of repeats"),
    ],
)
def test_impossible_designs_are_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(Design(tables=62, raters=4), **change)


def test_too_few_simulations_are_refused() -> None:
    with pytest.raises(ValueError, match="use 100 or more"):
        plan(Design(tables=62, raters=4), simulations=10)
