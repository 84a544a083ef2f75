"""Critical values of planned looks against published constants."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtri, stdtrit

from evaluator.stats.group_sequential import Shape, critical_values, crossing_chance, t_critical_values


@pytest.mark.parametrize("shape", ["pocock", "obrien_fleming"])
def test_constants_match_the_published_tables(case: Callable[[str], dict[str, Any]], shape: Shape) -> None:
    example = case("group_sequential")

    found = [critical_values(looks, shape=shape)[-1] for looks in example["input"]["looks"]]

    assert found == pytest.approx(example["expected"][shape], abs=example["tolerance"])


def test_one_look_is_the_plain_test() -> None:
    assert critical_values(1, shape="pocock") == pytest.approx([ndtri(0.975)])


def test_looking_nine_times_without_correction_errs_far_too_often() -> None:
    assert crossing_chance(np.full(9, ndtri(0.975))) == pytest.approx(0.185, abs=0.005)


def test_no_look_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one look"):
        critical_values(0, shape="pocock")


def test_t_bounds_of_many_tables_are_those_of_the_normal_statistic() -> None:
    bounds = t_critical_values((20_000, 40_000, 60_000), shape="obrien_fleming")

    assert bounds == pytest.approx(critical_values(3, shape="obrien_fleming"), abs=1e-3)


def test_t_bound_of_one_look_is_the_t_test() -> None:
    assert t_critical_values((20,), shape="pocock") == pytest.approx([stdtrit(19, 0.975)])


@pytest.mark.parametrize("tables", [(), (1, 10)])
def test_a_look_at_less_than_two_tables_is_refused(tables: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="two tables"):
        t_critical_values(tables, shape="pocock")
