"""Which worths and order effects are finite."""

import numpy as np
import pytest

from evaluator.stats.estimability import order_effect_is_finite, structure
from tests.evaluator.stats.comparisons import Row, counts_of


def groups(rows: list[Row], *, n_systems: int | None = None, tie_parameter: bool = True) -> list[list[int]]:
    found = structure(counts_of(rows, n_systems=n_systems), tie_parameter=tie_parameter)
    return sorted(np.flatnonzero(found.group == group).tolist() for group in np.unique(found.group))


def test_systems_that_beat_each_other_in_a_circle_form_one_group() -> None:
    assert groups([(0, 1, 1, 0, 0), (1, 2, 1, 0, 0), (2, 0, 1, 0, 0)]) == [[0, 1, 2]]


def test_a_tie_links_both_ways() -> None:
    assert groups([(0, 1, 1, 0, 1), (1, 2, 1, 1, 0)]) == [[0, 1, 2]]


def test_a_system_that_never_loses_is_a_group_of_its_own() -> None:
    found = structure(counts_of([(0, 1, 1, 0, 1), (2, 1, 3, 0, 0)]), tie_parameter=True)

    assert found.n_components == 1
    assert [group.tolist() for group in found.groups_in(0)] == [[0, 1], [2]]


def test_systems_never_compared_are_components() -> None:
    found = structure(counts_of([(0, 1, 1, 0, 1), (2, 3, 1, 0, 1)], n_systems=5), tie_parameter=True)

    assert found.n_components == 3
    assert found.component[0] == found.component[1] != found.component[2]


def test_wins_that_never_come_round_leave_worths_and_ties_without_bound() -> None:
    rows: list[Row] = [(0, 1, 3, 2, 0)]

    assert structure(counts_of(rows), tie_parameter=True).ties_without_bound
    assert groups(rows) == [[0], [1]]
    assert groups(rows, tie_parameter=False) == [[0, 1]]


def test_no_votes_link_nobody() -> None:
    assert groups([], n_systems=3) == [[0], [1], [2]]


CONTESTED: list[Row] = [(0, 1, 2, 0, 1), (0, 1, 1, 0, 2)]


@pytest.mark.parametrize(
    ("rows", "sides", "finite"),
    [
        (CONTESTED, [1, -1], True),
        (CONTESTED, [1, 1], False),
        (CONTESTED, [0, 0], False),
        # The left text always wins.
        ([(0, 1, 4, 0, 0), (0, 1, 0, 0, 4)], [1, -1], False),
        # The left text wins or ties, never loses: order effect and ties grow together.
        ([(0, 1, 4, 2, 0), (0, 1, 0, 2, 4)], [1, -1], False),
        # One loss of a left text is enough.
        ([(0, 1, 4, 2, 1), (0, 1, 0, 2, 4)], [1, -1], True),
        # Sides that follow the systems all round say nothing about order: the first is always on the left.
        ([(0, 1, 2, 0, 1), (1, 2, 2, 0, 1), (0, 2, 2, 0, 1)], [1, 1, -1], True),
        ([(0, 1, 2, 0, 1), (1, 2, 2, 0, 1)], [1, 1], False),
    ],
)
def test_an_order_effect_needs_sides_that_vary_and_lose(rows: list[Row], sides: list[int], finite: bool) -> None:
    assert order_effect_is_finite(counts_of(rows, side=sides), tie_parameter=True) is finite
