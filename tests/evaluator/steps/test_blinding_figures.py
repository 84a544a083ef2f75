"""Blinding indices from plain rows of guesses."""

from evaluator.steps.blinding_figures import blinding_figures


def test_a_writer_of_several_kinds_together_is_left_out_and_counted() -> None:
    guesses = [{"rater": "R1", "arm": arm, "kind": "person"} for arm in "CD"]

    found = blinding_figures(guesses, {"C": "mixed", "D": "person"})

    assert [(arm["name"], arm["right"]) for arm in found["arms"]] == [("D", 1)]
    assert found["n_without_a_kind"] == 1


def test_who_can_not_tell_is_neither_right_nor_wrong() -> None:
    guesses = [{"rater": rater, "arm": "C", "kind": "cant_tell"} for rater in ("R1", "R2")]

    found = blinding_figures(guesses, {"C": "rules", "D": "large_model"})

    assert [(arm["right"], arm["wrong"], arm["cant_tell"]) for arm in found["arms"]] == [(0, 0, 2)]
    assert found["james"]["estimate"] == 1.0
