"""Blinding indices: a published trial, figures that can be checked on paper, and few guesses."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from evaluator.stats.blinding_index import Guess, bang_index, bang_normal, blinding, james_index

KINDS = ("person", "rules", "small_model", "large_model")


@pytest.mark.parametrize("name", ["crisp_blinding", "houweling_2014_blinding"])
def test_indices_match_the_published_trials(case: Callable[[str], dict[str, Any]], name: str) -> None:
    example = case(name)
    table = np.array(example["input"]["guessed_by_truth"])
    right, wrong, cant_tell = np.diag(table).tolist(), np.diag(table[1::-1]).tolist(), table[2].tolist()

    james = james_index(table)
    bang = [bang_normal(*counts) for counts in zip(right, wrong, cant_tell, strict=True)]

    found = [[figure.estimate, figure.low, figure.high] for figure in (james, *bang)]
    expected = [example["expected"]["james"], *example["expected"]["bang"]]
    assert np.array(found, dtype=float) == pytest.approx(np.array(expected), abs=example["tolerance"])


@pytest.mark.parametrize(
    ("table", "index"),
    [([[5, 0], [0, 5], [0, 0]], 0.0), ([[0, 0], [0, 0], [4, 4]], 1.0), ([[6, 6], [6, 6], [0, 0]], 0.5)],
)
def test_james_index_runs_from_all_right_to_nobody_can_tell(table: list[list[int]], index: float) -> None:
    assert james_index(np.array(table)).estimate == pytest.approx(index)


def test_bang_index_with_more_kinds_is_zero_for_random_guessing() -> None:
    assert bang_index(2, 6, 3, kinds=4).estimate == pytest.approx(0.0)
    assert bang_index(4, 0, 0, kinds=4).estimate == 1.0


def test_blinding_counts_by_arm_and_by_kind() -> None:
    guesses = [
        Guess("r1", "C", "person", "person"),
        Guess("r2", "C", "person", "rules"),
        Guess("r3", "C", "person", None),
        Guess("r1", "D", "large_model", "large_model"),
        Guess("r1", "E", "large_model", "large_model"),
    ]
    found = blinding(guesses, kinds=KINDS)

    assert [(arm.name, arm.right, arm.wrong, arm.cant_tell) for arm in found.arms] == [
        ("C", 1, 1, 1),
        ("D", 1, 0, 0),
        ("E", 1, 0, 0),
    ]
    assert [(kind.name, kind.right) for kind in found.kinds] == [("large_model", 2), ("person", 1)]
    assert found.arms[0].index.estimate == pytest.approx((1 - 1 / 3) / 3)


def test_four_right_of_four_kinds_unblind_an_arm_and_one_guess_says_nothing() -> None:
    everybody = blinding([Guess(f"r{r}", "C", "person", "person") for r in range(4)], kinds=KINDS).arms[0].index
    one = blinding([Guess("r1", "C", "person", "person")], kinds=KINDS).arms[0].index

    assert everybody.low is not None
    assert everybody.low > 0
    assert one.low is not None
    assert one.low < 0


def test_blinding_without_guesses_is_undefined() -> None:
    found = blinding([], kinds=KINDS)

    assert (found.arms, found.kinds) == ((), ())
    assert found.james.note == "undefined, because there are no guesses"


def test_one_guess_gives_no_interval_for_james() -> None:
    found = blinding([Guess("r1", "C", "person", "rules")], kinds=KINDS)

    assert found.james.low is None


def test_unknown_kinds_are_refused() -> None:
    with pytest.raises(ValueError, match="kind 'robot' is none of person, rules"):
        blinding([Guess("r1", "C", "person", "robot")], kinds=("person", "rules"))
    with pytest.raises(ValueError, match="two kinds or more"):
        blinding([], kinds=("person",))
