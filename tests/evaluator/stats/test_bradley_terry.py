"""Bradley–Terry with ties against published fits, and the data that don't allow one."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from evaluator.stats.bradley_terry import Counts, NotEstimableError, bradley_terry, half_ties
from evaluator.stats.tally import Floats

Case = Callable[[str], dict[str, Any]]


def counts_of(rows: list[tuple[int, int, float, float, float]]) -> Counts:
    """Rows of first, second, wins of the first, ties, losses."""
    columns = np.array(rows, dtype=float).T
    first, second = columns[:2].astype(np.int64)
    return Counts(first, second, *columns[2:])


def contrasts(log_worth: Floats, covariance: Floats) -> tuple[Floats, Floats]:
    """Log worths and standard errors against the first system."""
    variance = np.diag(covariance) + covariance[0, 0] - 2 * covariance[0]
    return log_worth[1:] - log_worth[0], np.sqrt(variance[1:])


def test_davidson_fit_matches_the_puddings(case: Case) -> None:
    example = case("davidson_1970_pudding")
    expected, tolerance = example["expected"], example["tolerance"]
    rows = [(i - 1, j - 1, won, tied, lost) for i, j, won, lost, tied in example["input"]["data"]]

    fit = bradley_terry(counts_of(rows), 6)

    log_worth, errors = contrasts(fit.log_worth, fit.covariance)
    assert fit.worth == pytest.approx(expected["worth"], abs=tolerance)
    assert fit.tie == pytest.approx(expected["nu"], abs=tolerance)
    assert log_worth == pytest.approx(expected["log_worth_ref1"], abs=tolerance)
    assert errors == pytest.approx(expected["se_log_worth"], abs=tolerance)
    assert fit.log_likelihood == pytest.approx(expected["log_likelihood"], abs=1e-4)


def test_fit_without_ties_matches_the_citations(case: Case) -> None:
    example = case("stigler_1994_citations")
    wins = example["input"]["wins"]
    rows = [(i, j, wins[i][j], 0.0, wins[j][i]) for i in range(4) for j in range(i + 1, 4)]

    fit = bradley_terry(counts_of(rows), 4)

    log_worth, errors = contrasts(fit.log_worth, fit.covariance)
    assert log_worth == pytest.approx(example["expected"]["log_ability"][1:], abs=example["tolerance"])
    assert errors == pytest.approx(example["expected"]["se"], abs=example["tolerance"])
    assert fit.tie == 0.0


def test_two_systems_without_ties_have_the_odds_of_their_wins() -> None:
    fit = bradley_terry(counts_of([(0, 1, 30, 0, 10)]), 2)

    assert fit.worth == pytest.approx([0.75, 0.25])


def test_half_ties_gives_each_side_half_a_win() -> None:
    fit = bradley_terry(half_ties(counts_of([(0, 1, 20, 20, 10)])), 2)

    assert fit.worth == pytest.approx([0.6, 0.4])


def test_clustered_covariance_of_equal_tables_grows_with_the_copies_of_each_table() -> None:
    """Four identical votes per table carry what one does; treated as independent they would seem four times as much."""
    singles = [(0, 1, 1.0, 0.0, 0.0)] * 7 + [(0, 1, 0.0, 1.0, 0.0)] * 3 + [(0, 1, 0.0, 0.0, 1.0)] * 5
    quadruple = [(i, j, 4 * w, 4 * t, 4 * x) for i, j, w, t, x in singles]
    tables = np.arange(15)

    once = bradley_terry(counts_of(singles), 2, clusters=tables)
    copied = bradley_terry(counts_of(quadruple), 2, clusters=tables)
    naive = bradley_terry(counts_of(quadruple), 2)

    assert copied.covariance == pytest.approx(once.covariance)
    assert naive.covariance * 4 == pytest.approx(bradley_terry(counts_of(singles), 2).covariance)


def test_fit_does_not_depend_on_the_direction_of_rows() -> None:
    rows = counts_of([(0, 1, 5, 2, 3), (1, 2, 4, 1, 6), (0, 2, 2, 2, 2)])
    turned = replace(rows, first=rows.second, second=rows.first, wins=rows.losses, losses=rows.wins)

    assert bradley_terry(turned, 3).log_worth == pytest.approx(bradley_terry(rows, 3).log_worth)


@pytest.mark.parametrize(
    ("rows", "n_systems", "message"),
    [
        ([(0, 1, 3, 0, 2), (2, 3, 1, 1, 1)], 4, "2 groups that were never compared"),
        ([(0, 1, 3, 0, 2), (0, 2, 4, 0, 0)], 3, "their worth has no bound"),
        ([(0, 1, 3, 2, 0)], 2, "no system ever lost to one that it beat"),
        ([(0, 1, 0, 5, 0)], 2, "no vote names a winner"),
        ([(0, 1, 3, 0, 2)], 1, "needs two systems"),
    ],
)
def test_fit_refuses_what_has_no_finite_worths(rows: list[Any], n_systems: int, message: str) -> None:
    with pytest.raises(NotEstimableError, match=message):
        bradley_terry(counts_of(rows), n_systems)
