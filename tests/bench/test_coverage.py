"""The coverage simulation on a small scale: what is planted is found again, and counted right."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bench.coverage.cells import BETTER, EQUAL, Cell, cell, grid
from bench.coverage.counting import Count, Score
from bench.coverage.judging import judge
from bench.coverage.pair import draw, whole
from bench.coverage.registry import FAMILIES
from bench.coverage.results import Row, keep, newest
from bench.coverage.running import Order, run
from bench.coverage.study import Study
from bench.coverage.table import every_cell, shortfalls, summary
from bench.coverage.triad import draw_three
from evaluator.stats.intervals import Estimate

SMALL, LARGE = (20, 3), (62, 4)


def studies(of: Cell, n: int) -> list[Study]:
    return list(draw(of, n, np.random.default_rng(5)))


def holds(figure: Estimate, truth: float) -> bool:
    assert figure.low is not None
    assert figure.high is not None
    return figure.low <= truth <= figure.high


@pytest.mark.parametrize("effects", ["–", "TR=", "T=g"])
def test_the_population_has_the_win_rate_that_is_planted(effects: str) -> None:
    of = cell(LARGE, effects, BETTER)

    # 100,000 tables leave an error of at most 0.5 / √100,000.
    assert whole(of, np.random.default_rng(1)).pair.psi.estimate == pytest.approx(of.psi, abs=4 * 0.0016)


def test_the_grid_has_every_combination_once() -> None:
    cells = grid(EQUAL, BETTER)

    assert len({(c.size, c.effects, c.planted) for c in cells}) == len(cells) == 2 * 8 * 2
    assert all(c.psi == pytest.approx(0.5) for c in cells if c.planted == "equal")


def test_intervals_of_the_win_rate_hold_the_planted_one_in_most_studies() -> None:
    of = cell(LARGE, "TR=", BETTER)

    held = sum(holds(study.pair.psi, of.psi) for study in studies(of, 400))

    assert held / 400 == pytest.approx(0.95, abs=0.03)


def test_planted_leans_of_raters_to_a_side_are_found_in_each() -> None:
    """With leans of ±0.5 rater SDs of 1.2 towards the left, raters part by .2 or more in how often the left text wins."""
    of = replace(cell(LARGE, "R", EQUAL), rater_sd=1.2, position=0.0)
    shares = np.array([[r.chose_left.estimate for r in study.raters] for study in studies(of, 20)], dtype=float)

    assert (shares.mean(axis=0) > 0.5).tolist() == [True, True, False, False]
    assert shares.mean(axis=0)[:2].min() - shares.mean(axis=0)[2:].max() > 0.2


def test_a_planted_length_effect_is_found_and_taken_out() -> None:
    of = replace(cell(LARGE, "=", EQUAL), length=2.0)
    found = [study.lengths for study in studies(of, 20)]
    slopes = np.array([length.slope.low for length in found], dtype=float)
    raw, adjusted = (
        np.array([getattr(length.pairs[0], which).estimate for length in found]) for which in ("raw", "adjusted")
    )

    assert (slopes > 0).mean() >= 0.9
    assert raw.mean() > 0.53
    assert adjusted.mean() == pytest.approx(0.5, abs=0.02)


def test_a_planted_order_effect_and_order_of_systems_are_found() -> None:
    of = cell(LARGE, "=", BETTER)
    found = [study.ranking for study in draw_three(of, 5, np.random.default_rng(5))]

    assert all(r.order.low is not None and r.order.low > 0 for r in found)
    assert all([s.rank_low for s in r.systems] == [1, 2, 3] for r in found)


def test_counts_tell_where_the_truth_lies() -> None:
    count, other = (Count("interval", 0.05, (0.5, None)) for _ in range(2))
    count.add([Estimate(0.6, 0.55, 0.7), Estimate(0.1, 0.0, 0.2)])
    count.add([Estimate(0.5, 0.4, 0.6), Estimate(0.1, 0.0, 0.2)])
    other.add([Estimate(0.4, 0.3, 0.45), Estimate(0.5)])
    other.add([Estimate(0.4, None, None), Estimate(0.5)])
    count.join(other)

    score = count.score()

    assert (score.studies, score.n, score.missing, score.below, score.above) == (4, 3, 5, 1, 1)
    assert (score.error, score.width) == pytest.approx((0.0, 0.16667))


def test_counts_of_a_test_are_its_rejections() -> None:
    count = Count("test", 0.05, ())
    for p in (0.01, 0.05, 0.2, None):
        count.add([Estimate(p)])

    score = count.score()

    assert (score.n, score.missing, score.missed) == (3, 1, 2 / 3)


def row(covered: int, *, kind: str = "interval", n: int = 1000, name: str = "ψ", effects: str = "T") -> Row:
    score = Score(n, n, 0, 0, n - covered, 0.0, 0.0, 0.1)
    return Row("one pair", name, kind, 0.05, False, "20×3", effects, "equal", score)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (row(930), "holds"),
        (row(929), "falls short"),
        # 98.5 % is 98 % within two errors of 0.38 %; 98.9 % is beyond two of 0.33 %.
        (row(985), "holds"),
        (row(989), "too wide"),
        (row(990, kind="exact"), "holds"),
        (row(929, kind="exact"), "falls short"),
        # 7.5 % of 1,000 is 6 % plus two errors of 0.83 %; 8 % is beyond 6 % plus two of 0.86 %.
        (row(925, kind="test"), "holds"),
        (row(920, kind="test"), "rejects too often"),
        (replace(row(800), contrast=True), "not judged"),
    ],
)
def test_methods_are_held_to_their_limits(found: Row, verdict: str) -> None:
    assert judge(found) == verdict


def test_results_are_kept_and_the_newest_count_of_each_cell_given_back(tmp_path: Path) -> None:
    file = tmp_path / "coverage.jsonl"
    keep([row(900), row(950, name="α")], seed=1, minutes=0.1, file=file)
    keep([row(940)], seed=2, minutes=0.1, file=file)

    assert newest(file) == [row(940), row(950, name="α")]


def test_tables_mark_and_list_what_falls_short() -> None:
    rows = [row(950), row(900, effects="–"), row(951, name="α"), row(999, name="κ")]

    assert list(summary(rows))[2:] == [
        "| ψ **(*)** |  | 90.0 to 95.0 | 1,000 |",
        "| α |  | 95.1 to 95.1 | 1,000 |",
        "| κ **(*)** |  | 99.9 to 99.9 | 1,000 |",
    ]
    assert list(shortfalls(rows)) == ["- **ψ** falls short: 90.0 % at 20×3 – equal."]
    assert list(every_cell(rows))[3:] == [
        "| Method | Planted | – | T |",
        "|---|---|---|---|",
        "| ψ | equal | **90.0** | 95.0 |",
        "| α | equal |  | 95.1 |",
        "| κ | equal |  | **99.9** |",
    ]


def test_a_run_gives_the_same_counts_again_under_its_seed() -> None:
    order = Order(("power 80 %",), most=20, seed=3)

    once, again = ([row for rows in run(order, processes=1) for row in rows] for _ in range(2))

    assert once == again
    assert [found.score.studies for found in once] == [20, 20]


def test_every_method_has_a_name_of_its_own() -> None:
    names = [method.name for family in FAMILIES for method in family.methods]

    assert len(set(names)) == len(names)


def test_a_run_of_one_family_gives_what_it_gives_among_all() -> None:
    everything = Order(("power 80 %", "ψ, t over tables"), most=5, seed=3)
    alone = replace(everything, families=("plans",))

    found = [row for rows in run(alone, processes=1) for row in rows]

    assert {row.family for row in found} == {"plans"}
    assert found == [row for rows in run(everything, processes=1) for row in rows if row.family == "plans"]
