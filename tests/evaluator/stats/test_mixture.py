"""Mixture boundaries against the reference implementation's figures."""

from collections.abc import Callable
from typing import Any

import pytest

from evaluator.stats.mixture import BetaBinomialMixture, NormalMixture, best_rho, boundary


@pytest.mark.parametrize("two_sided", [True, False])
@pytest.mark.parametrize("kind", ["normal", "beta_binomial"])
def test_mixtures_match_the_reference(case: Callable[[str], dict[str, Any]], kind: str, two_sided: bool) -> None:
    example = case("confseq_mixture_bounds")
    given = example["input"]
    expected = example["expected"][f"{'two' if two_sided else 'one'}_sided_{kind}"]
    rho = best_rho(given["v"], given["alpha"], two_sided=two_sided)
    normal = NormalMixture(rho, two_sided)
    mixture = normal if kind == "normal" else BetaBinomialMixture(rho, given["g"], given["h"], two_sided)

    value = mixture.log_supermartingale(given["s"], given["v"])
    bound = boundary(mixture, given["v"], alpha=given["alpha"], reach=given["v"])

    assert value == pytest.approx(expected["log_supermg"], abs=example["tolerance"])
    assert bound == pytest.approx(expected["bound"], abs=example["tolerance"])


def test_best_rho_matches_the_reference(case: Callable[[str], dict[str, Any]]) -> None:
    example = case("confseq_mixture_bounds")

    assert best_rho(100, 0.05) == pytest.approx(
        example["expected"]["two_sided_normal"]["rho"], abs=example["tolerance"]
    )
