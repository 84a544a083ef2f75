"""Dawid–Skene: the paper's own data, planted accuracies, and studies that can't determine them."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from evaluator.stats.dawid_skene import dawid_skene, rater_model
from evaluator.stats.outcomes import Outcome, Vote
from evaluator.stats.tally import tally
from tests.evaluator.stats.studies import studies, votes_of


def test_dawid_skene_matches_the_published_estimates(case: Callable[[str], dict[str, Any]]) -> None:
    example = case("dawid_skene_1979")
    votes = [
        (rater, unit, int(said) - 1)
        for unit, row in enumerate(example["input"]["patients"])
        for rater, cell in enumerate(row.split())
        for said in cell
    ]
    rater, unit, said = np.array(votes).T

    fit = dawid_skene(rater, unit, said, n_values=4)

    assert fit.converged
    assert fit.shares[0] == pytest.approx(example["expected"]["shares"], abs=example["tolerance"])
    assert fit.confusion[0] == pytest.approx(np.array(example["expected"]["observer_1"]), abs=example["tolerance"])


def test_rater_model_finds_planted_accuracies_again() -> None:
    rng = np.random.default_rng(3)
    planted, votes = [0.9, 0.8, 0.6, 0.35], []
    for table in range(200):
        for pair in (("a", "b"), ("b", "c")):
            truth = rng.choice(3, p=[0.5, 0.2, 0.3])
            for number, accuracy in enumerate(planted):
                wrong = rng.choice([value for value in range(3) if value != truth])
                said = truth if rng.random() < accuracy else wrong
                votes.append(Vote(f"t{table}", f"r{number}", *pair, [Outcome.A, Outcome.TIE, Outcome.B][said]))

    found = rater_model(tally(votes))

    assert [rater.accuracy for rater in found.raters] == pytest.approx(planted, abs=0.07)
    assert [pair.psi.estimate for pair in found.pairs] == pytest.approx([0.6, 0.6], abs=0.06)


@settings(max_examples=20, deadline=None)
@given(studies())
def test_rater_model_does_not_hang_on_the_names_of_systems(votes: list[Vote]) -> None:
    names = {"s0": "z2", "s1": "z1", "s2": "z0"}
    renamed = [Vote(v.table, v.rater, names[v.system_a], names[v.system_b], v.outcome) for v in votes]
    before, after = rater_model(tally(votes)), rater_model(tally(renamed))

    turned = {(pair.system, pair.opponent): pair.psi.estimate for pair in after.pairs}
    for pair in before.pairs:
        other = turned[names[pair.opponent], names[pair.system]]
        assert other == (None if pair.psi.estimate is None else pytest.approx(1 - pair.psi.estimate, abs=1e-4))


def test_rater_model_of_one_rater_is_undefined() -> None:
    found = rater_model(tally(votes_of({"r1": "WLT"})))

    assert found.note == "undefined, because a consensus needs two raters or more"
    assert [rater.accuracy for rater in found.raters] == [None]


def test_rater_model_of_one_voice_is_certain_of_it() -> None:
    found = rater_model(tally(votes_of({"r1": "WWW", "r2": "WWW", "r3": "WWW"})))

    assert [rater.accuracy for rater in found.raters] == pytest.approx([1.0, 1.0, 1.0])
    assert found.pairs[0].psi.estimate == pytest.approx(1.0)
