"""Rank confidence sets: what they separate, and how often they are wrong."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.stats.rank_sets import RankSets, Unbounded, rank_sets
from evaluator.stats.tally import Floats

laws = settings(max_examples=20, deadline=None)
scores = st.lists(st.floats(-3, 3, allow_nan=False), min_size=2, max_size=6)


def sets(log_worth: list[float], sd: float = 0.3, *, df: int = 60, unbounded: Unbounded | None = None) -> RankSets:
    """Rank sets of systems estimated apart, each with the same error."""
    return rank_sets(np.array(log_worth), np.eye(len(log_worth)) * sd**2, df=df, unbounded=unbounded)


def test_rank_sets_are_single_ranks_when_systems_lie_far_apart() -> None:
    found = sets([0.0, 9.0, -9.0])

    assert found.low.tolist() == found.high.tolist() == [2, 1, 3]


def test_rank_sets_allow_every_rank_when_systems_are_alike() -> None:
    found = sets([0.0, 0.1, -0.1])

    assert (found.low.tolist(), found.high.tolist()) == ([1, 1, 1], [3, 3, 3])


def test_rank_sets_group_systems_that_are_alike() -> None:
    found = sets([0.0, 5.0, 5.1, 0.1])

    assert list(zip(found.low.tolist(), found.high.tolist(), strict=True)) == [(3, 4), (1, 2), (1, 2), (3, 4)]


def test_a_system_alone_is_first() -> None:
    assert (sets([0.0]).low.tolist(), sets([0.0]).high.tolist()) == ([1], [1])


def test_two_systems_are_told_apart_exactly_where_the_t_test_does() -> None:
    """With one pair the critical value is Student's: 2.0003 at 60 degrees of freedom."""
    apart = 0.3 * 2**0.5

    assert sets([0.0, 2.1 * apart]).low.tolist() == [2, 1]
    assert sets([0.0, 1.9 * apart]).low.tolist() == [1, 1]


def test_few_tables_ask_for_a_wider_gap() -> None:
    """Student's critical value is 4.303 at 2 degrees of freedom."""
    apart = 0.3 * 2**0.5

    assert sets([0.0, 3.5 * apart], df=2).low.tolist() == [1, 1]
    assert sets([0.0, 5.0 * apart], df=2).low.tolist() == [2, 1]


@pytest.mark.parametrize(("sd", "df"), [(0.0, 60), (0.3, 0)])
def test_rank_sets_without_spread_or_degrees_of_freedom_separate_nobody(sd: float, df: int) -> None:
    found = sets([0.0, 9.0], sd, df=df)

    assert (found.low.tolist(), found.high.tolist()) == ([1, 1], [2, 2])


def test_step_down_separates_more_than_one_step() -> None:
    """A gap of 2.4 standard errors misses the critical value of six pairs (2.57), not that of those left over."""
    gap = 0.3 * 2**0.5

    assert sets([0.0, 2.4 * gap, 6.0, 12.0], df=10_000).low.tolist() == [4, 3, 2, 1]
    assert sets([0.0, 2.4 * gap, 2.4 * gap, 2.4 * gap], df=10_000).low.tolist() == [1, 1, 1, 1]


@laws
@given(scores)
def test_marginal_sets_lie_within_simultaneous_ones(log_worth: list[float]) -> None:
    found = sets(log_worth)

    assert (found.low <= found.marginal_low).all()
    assert (found.marginal_high <= found.high).all()


@laws
@given(scores)
def test_every_set_holds_the_rank_of_the_estimate(log_worth: list[float]) -> None:
    values = np.array(log_worth)
    found = sets(log_worth)

    better = (values[:, None] < values).sum(axis=1)
    no_worse = (values[:, None] <= values).sum(axis=1)
    assert (found.low <= 1 + better).all()
    assert (found.high >= no_worse).all()


def test_the_same_seed_gives_the_same_sets() -> None:
    log_worth, covariance = np.linspace(0, 1, 8), np.eye(8) * 0.02

    first, second = (rank_sets(log_worth, covariance, df=30, seed=7) for _ in range(2))

    assert all((getattr(first, name) == getattr(second, name)).all() for name in ("low", "high", "marginal_low"))


def test_pairs_without_a_finite_difference_are_told_apart_by_their_own_p() -> None:
    apart = np.array([[False, True, True], [True, False, False], [True, False, False]])
    p = np.ones((3, 3))
    p[0, 1], p[0, 2] = 1e-6, 0.2

    found = sets([0.0, 0.1, -0.1], unbounded=Unbounded(apart, p))

    assert list(zip(found.low.tolist(), found.high.tolist(), strict=True)) == [(1, 2), (2, 3), (1, 3)]


@pytest.mark.parametrize("truth", [[0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.6, 0.6]])
def test_simultaneous_sets_miss_a_true_rank_in_one_study_of_twenty_at_most(truth: list[float]) -> None:
    """Equal systems share ranks: any rank among them is true. 400 seeded studies; 5 % plus three standard errors."""
    rng = np.random.default_rng(1)
    level: Floats = np.array(truth)
    best = 1 + (level[:, None] < level).sum(axis=1)
    worst = (level[:, None] <= level).sum(axis=1)

    missed = 0
    for _ in range(400):
        found = sets((level + rng.normal(scale=0.3, size=4)).tolist(), df=10_000)
        missed += bool((found.low > best).any() or (found.high < worst).any())

    assert missed / 400 <= 0.05 + 3 * (0.05 * 0.95 / 400) ** 0.5
