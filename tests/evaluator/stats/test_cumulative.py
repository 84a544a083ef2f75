"""The symmetric cumulative logit against an independent implementation, and its sandwich by hand."""

import numpy as np
import pytest
from statsmodels.miscmodels.ordinal_model import OrderedModel

from evaluator.stats.cumulative import fit_cumulative
from evaluator.stats.cumulative_model import Answers, Model


def answers(
    seed: int, *, groups: int = 1, tables: int = 80, slope: float = 1.0, cuts: tuple[float, ...] = (0.5,)
) -> Answers:
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(groups), tables * 3)
    unit = group * tables + np.tile(np.repeat(np.arange(tables), 3), groups)
    x = rng.normal(0, 0.5, groups * tables)[unit]
    seen = np.linspace(-0.5, 0.5, groups)[group] + slope * x + rng.logistic(size=len(unit))
    size = np.sum([np.abs(seen) > cut for cut in cuts], axis=0)
    level = (np.sign(seen) * size).astype(np.int64)
    return Answers(
        level, group, unit, x[:, None], np.repeat(np.arange(groups), tables), np.tile(np.arange(tables), groups)
    )


def test_fit_matches_statsmodels_for_three_levels() -> None:
    data = answers(1)
    model = OrderedModel(data.level, data.slope_on, distr="logit")
    low, high = model.transform_threshold_params(model.fit(method="bfgs", disp=0, gtol=1e-8).params)[1:3]

    fit = fit_cumulative(data, n_groups=1, n_thresholds=1)

    # Two free cuts are a location and one symmetric threshold, written otherwise.
    assert fit.converged
    assert fit.location[0] == pytest.approx(-(low + high) / 2, abs=1e-5)
    assert fit.thresholds[0, 0] == pytest.approx((high - low) / 2, abs=1e-5)


def test_fit_finds_planted_parameters_again() -> None:
    fit = fit_cumulative(answers(2, groups=2, tables=3000, slope=2.0, cuts=(0.5, 1.6)), n_groups=2, n_thresholds=2)

    assert fit.location == pytest.approx([-0.5, 0.5], abs=0.1)
    assert fit.thresholds == pytest.approx(np.array([[0.5, 1.6]] * 2), abs=0.1)
    assert fit.slope == pytest.approx([2.0], abs=0.12)


def test_turning_levels_over_turns_location_and_slope_and_keeps_errors() -> None:
    data = answers(3, groups=2, cuts=(0.5, 1.5))
    turned = Answers(-data.level, data.group, data.unit, data.slope_on, data.unit_group, data.unit_table)
    gradient = np.tile([1.0, 0.0, 0.0], (2, 1))

    before, after = (fit_cumulative(d, n_groups=2, n_thresholds=2) for d in (data, turned))

    assert after.location == pytest.approx(-before.location)
    assert after.slope == pytest.approx(-before.slope)
    assert after.variance(gradient) == pytest.approx(before.variance(gradient))


def test_variance_is_that_of_refits_without_one_table() -> None:
    data = answers(4, tables=60)
    whole = fit_cumulative(data, n_groups=1, n_thresholds=1)
    refits = []
    for table in range(60):
        keep = data.unit_table[data.unit] != table
        rest = Answers(
            data.level[keep], data.group[keep], data.unit[keep], data.slope_on[keep], data.unit_group, data.unit_table
        )
        fit = fit_cumulative(rest, n_groups=1, n_thresholds=1)
        refits.append([fit.location[0], fit.slope[0]])
    jackknife = np.var(refits, axis=0) * 59

    assert whole.variance(np.array([[1.0, 0.0]]))[0] == pytest.approx(jackknife[0], rel=0.1)
    assert whole.slope_variance()[0] == pytest.approx(jackknife[1], rel=0.1)


def test_unused_levels_leave_their_thresholds_out() -> None:
    level = np.array([-2, 2, 2, -2, 2, 0])
    place = np.arange(6)
    data = Answers(level, np.zeros(6, dtype=np.int64), place, np.zeros((6, 0)), np.zeros(6, dtype=np.int64), place)

    with_ties = fit_cumulative(data, n_groups=1, n_thresholds=2)
    no_ties = fit_cumulative(
        Answers(level[:5], data.group[:5], place[:5], data.slope_on[:5], data.unit_group, place),
        n_groups=1,
        n_thresholds=2,
    )

    assert np.isinf(with_ties.thresholds[0, 1])
    assert no_ties.thresholds[0].tolist() == [0.0, np.inf]
    assert no_ties.location[0] == pytest.approx(np.log(3 / 2))


def test_derivatives_at_thresholds_that_have_run_away_are_finite() -> None:
    data = answers(1)
    model = Model.of(data, 1, 1)

    found = model.derivatives(np.array([[0.0, 800.0]]), np.zeros(1))

    # Ties are certain by then, so that each of the others pulls the threshold back by one.
    assert found.by_group[0] == pytest.approx(
        [(data.level > 0).sum() - (data.level < 0).sum(), -(data.level != 0).sum()]
    )
