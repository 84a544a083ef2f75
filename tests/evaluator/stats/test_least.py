"""The least agreement: small cases by hand, and that nothing comes below it."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from evaluator.stats.alpha import alpha
from evaluator.stats.coefficients import fleiss_kappa
from evaluator.stats.cohen import cohen_kappa
from evaluator.stats.least import least_agreement, least_coefficient, least_kappa
from evaluator.stats.tally import Ints


def test_three_raters_on_two_values_agree_on_one_pair_at_least() -> None:
    assert least_agreement(np.array([[3, 0], [0, 3]])) == pytest.approx(1 / 3)


def test_four_raters_on_three_values_agree_on_one_pair_of_six_at_least() -> None:
    assert least_agreement(np.array([[4, 0, 0]])) == pytest.approx(1 / 6)


def test_a_value_that_most_votes_have_leaves_less_room_below_chance() -> None:
    """Nine of ten votes alike: agreement .8 at least, chance .82, so -.02 / .18; less one in 20 answers."""
    counts = np.array([[2, 0]] * 8 + [[1, 1]] * 2)

    assert least_coefficient(counts, np.array([0.9, 0.1])) == pytest.approx(-0.02 / 0.18 - 1 / 20)


def test_two_raters_of_even_shares_can_disagree_throughout() -> None:
    assert least_kappa(np.array([[0.0, 5.0], [5.0, 0.0]])) == pytest.approx(-1 - 1 / 20)


@given(st.integers(2, 5), st.data())
def test_neither_alpha_nor_fleiss_kappa_comes_below_the_least(n_raters: int, data: st.DataObject) -> None:
    answers = st.lists(st.integers(0, 3), min_size=n_raters, max_size=n_raters)
    said = np.array(data.draw(st.lists(answers, min_size=2, max_size=8)))
    counts = (said[:, :, np.newaxis] == np.arange(4)).sum(axis=1)
    assume((counts.sum(axis=0) > 0).sum() >= 2)
    least = least_coefficient(counts, counts.sum(axis=0) / counts.sum())

    for figure in (alpha(counts, level="nominal"), fleiss_kappa(counts)):
        assert figure.estimate is not None
        assert least < figure.estimate


@given(arrays(np.int64, (3, 3), elements=st.integers(0, 9)))
def test_cohens_kappa_never_comes_below_the_least(table: Ints) -> None:
    kappa = cohen_kappa(table)
    assume(kappa is not None)
    assert kappa is not None

    assert least_kappa(table.astype(float)) < kappa
