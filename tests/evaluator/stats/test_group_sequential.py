"""Critical values of planned looks against published constants."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtri

from evaluator.stats.group_sequential import Shape, critical_values, crossing_chance


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
