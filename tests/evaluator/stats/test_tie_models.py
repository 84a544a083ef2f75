"""Derivatives of the tie models, against differences of their likelihoods."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.stats.tally import Floats
from evaluator.stats.tie_models import Davidson, HalfTies, RaoKupper, TieModel

MODELS: list[TieModel] = [Davidson(), RaoKupper(), HalfTies()]
STEP = 1e-4
Seen = tuple[Floats, Floats, Floats]
laws = settings(max_examples=50, deadline=None)
counts = st.tuples(*[st.integers(0, 9).map(lambda n: np.array([float(n)]))] * 3)


@laws
@given(st.sampled_from(MODELS), counts, st.floats(-4, 4), st.floats(0.3, 3))
def test_scores_are_the_slopes_of_the_likelihood(model: TieModel, seen: Seen, gap: float, eta: float) -> None:
    def value(by_gap: float, by_eta: float) -> float:
        return model.log_likelihood(*seen, np.array([gap + by_gap]), eta + by_eta)

    by_gap, by_eta = model.scores(*seen, np.array([gap]), eta)

    assert by_gap[0] == pytest.approx((value(STEP, 0) - value(-STEP, 0)) / (2 * STEP), abs=1e-4)
    assert by_eta[0] == pytest.approx((value(0, STEP) - value(0, -STEP)) / (2 * STEP), abs=1e-4)


@laws
@given(st.sampled_from(MODELS), counts, st.floats(-4, 4), st.floats(0.3, 3))
def test_information_is_minus_the_slope_of_the_scores(model: TieModel, seen: Seen, gap: float, eta: float) -> None:
    def scores(by_gap: float, by_eta: float) -> Floats:
        return np.concatenate(model.scores(*seen, np.array([gap + by_gap]), eta + by_eta))

    twice, mixed, tie = (float(part[0]) for part in model.information(*seen, np.array([gap]), eta))

    assert [twice, mixed] == pytest.approx((scores(-STEP, 0) - scores(STEP, 0)) / (2 * STEP), abs=1e-4)
    assert [mixed, tie] == pytest.approx((scores(0, -STEP) - scores(0, STEP)) / (2 * STEP), abs=1e-4)


@pytest.mark.parametrize("model", [Davidson(), RaoKupper()])
@pytest.mark.parametrize("tied", [0.1, 0.5, 0.9])
def test_start_is_where_equal_systems_tie_that_often(model: TieModel, tied: float) -> None:
    """At the start the expected ties are those seen, so the score by the tie parameter vanishes."""
    wins, ties = np.array([(1 - tied) / 2]), np.array([tied])

    assert model.scores(wins, ties, wins, np.zeros(1), model.start(tied))[1] == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("model", MODELS)
def test_chances_far_apart_stay_finite(model: TieModel) -> None:
    one = np.ones(1)

    assert np.isfinite(model.log_likelihood(one, one, one, np.array([900.0]), 0.5))


def test_rao_kupper_has_no_likelihood_below_its_scale() -> None:
    one = np.ones(1)

    assert RaoKupper().log_likelihood(one, one, one, np.zeros(1), 0.0) == -np.inf
