"""Copies of training texts are found whole and in part."""

import pytest

from modelhub.engine.independent_check.near_copies import NEAR, TrainingTexts

TEXTS = TrainingTexts(["One row per order of a customer.", "Loads that left the mine by truck or by rail."])


def test_a_copy_is_one_whatever_its_case_and_marks() -> None:
    assert TEXTS.holds("one row per order, of a customer")
    assert TEXTS.likeness("one row per order, of a customer") == 1.0
    assert not TEXTS.holds("One row per order.")


def test_likeness_is_the_largest_share_of_common_runs() -> None:
    # Runs: 5 in the training text, 5 here, 4 of them in common: 4 of 6.
    assert TEXTS.likeness("One row per order of a supplier") == pytest.approx(4 / 6)
    assert TEXTS.likeness("One row per order of a supplier") < NEAR
    assert TEXTS.likeness("Nothing of that kind was seen before") == 0.0
    assert TEXTS.likeness("") == 0.0
