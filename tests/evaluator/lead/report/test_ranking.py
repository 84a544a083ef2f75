"""The ranking as the report shows it."""

from typing import Any

import pytest

from evaluator.lead.report.naming import SEALED, Naming
from evaluator.lead.report.ranking import rank_table


def system(code: str, at: float | None, **changes: Any) -> dict[str, Any]:
    """One arm of the fit; half-width 0.2, worth 0.25."""
    bounds = {"low": None, "high": None, "worth": None} if at is None else {"low": at - 0.2, "high": at + 0.2}
    row = {"system": code, "log_worth": at, "worth": 0.25, "rank_low": 1, "rank_high": 3, "component": 1, "note": None}
    return row | bounds | changes


def result(*systems: dict[str, Any], note: str | None = None, **changes: Any) -> dict[str, Any]:
    """An analysis in which only the ranking is filled in."""
    fit = {
        "systems": list(systems),
        "note": note,
        "order": {"estimate": 0.25, "low": 0.1, "high": 0.4, "note": None},
        "rao_kupper": {"systems": [{"system": s["system"], "log_worth": s["log_worth"]} for s in systems]},
    }
    return {"report": {"bradley_terry": fit | changes}}


def test_greatest_worth_stands_first() -> None:
    table = rank_table(result(system("C", -0.5), system("K", 0.75), system("M", -0.25)), SEALED)
    assert table is not None
    assert [(row.name, row.mark.value, row.mark.interval, row.worth) for row in table.rows] == [
        ("Arm K", "0.75", "0.55–0.95", "0.25"),
        ("Arm M", "−0.25", "−0.45 to −0.05", "0.25"),
        ("Arm C", "−0.50", "−0.70 to −0.30", "0.25"),
    ]


def test_names_are_those_of_the_envelope() -> None:
    names = Naming({"C": "quill", "K": "otter", "M": "heron"})
    table = rank_table(result(system("C", 0.0), system("K", 0.1), system("M", -0.1)), names)
    assert table is not None
    assert [row.name for row in table.rows] == ["otter", "quill", "heron"]


def test_two_arms_are_not_ranked() -> None:
    assert rank_table(result(system("C", 0.1), system("K", -0.1)), SEALED) is None


def test_figures_that_are_not_there_are_explained() -> None:
    note = "undefined, because no vote names a winner"
    table = rank_table(result(*(system(code, None) for code in "CKM"), note=note), SEALED)
    assert table is not None
    assert table.note == note
    assert [(row.mark.value, row.mark.label) for row in table.rows] == [("–", f"–, {note}")] * 3


def test_infinite_worths_stand_at_the_ends_with_their_only_bound() -> None:
    never_lost, never_won = system("C", None, low=0.5), system("M", None, high=-0.7)
    table = rank_table(result(never_won, system("K", 0.1), system("Q", -0.1), never_lost), SEALED)
    assert table is not None
    assert [(row.name, row.mark.value, row.mark.interval, row.worth) for row in table.rows] == [
        ("Arm C", "∞", "above 0.50", "–"),
        ("Arm K", "0.10", "−0.10 to 0.30", "0.25"),
        ("Arm Q", "−0.10", "−0.30 to 0.10", "0.25"),
        ("Arm M", "−∞", "below −0.70", "–"),
    ]
    assert [(row.mark.x, row.mark.low, row.mark.high) for row in (table.rows[0], table.rows[3])] == [
        (None, table.scale.at(0.5), "100%"),
        (None, "0%", table.scale.at(-0.7)),
    ]


def test_worth_without_any_bound_is_not_ranked_as_an_even_one() -> None:
    table = rank_table(result(system("C", None), system("K", -0.3), system("M", 0.3)), SEALED)
    assert table is not None
    assert [row.name for row in table.rows] == ["Arm M", "Arm K", "Arm C"]


def test_ranks_count_within_groups_that_were_compared() -> None:
    one = [system("C", 0.2, rank_high=1), system("K", -0.2, rank_low=2, rank_high=2)]
    other = [system(code, at, rank_high=2, component=2) for code, at in (("M", 0.9), ("Q", -0.9))]
    table = rank_table(result(*other, *one), SEALED)
    assert table is not None
    assert [(row.name, row.ranks, row.group) for row in table.rows] == [
        ("Arm C", "1 of 2", "group 1"),
        ("Arm K", "2 of 2", "group 1"),
        ("Arm M", "1–2 of 2", "group 2"),
        ("Arm Q", "1–2 of 2", "group 2"),
    ]


def test_order_effect_is_told_or_its_absence_explained() -> None:
    arms = [system("C", 0.2), system("K", 0.0), system("M", -0.2)]
    there, missing = (
        rank_table(result(*arms, order=order), SEALED)
        for order in (
            {"estimate": 0.25, "low": 0.1, "high": 0.4, "note": None},
            {"estimate": None, "low": None, "high": None, "note": "undefined, because no vote has a known side"},
        )
    )
    assert there is not None
    assert missing is not None
    assert there.order == (
        "Standing left adds 0.25 to the log odds of being chosen (95 % interval 0.10–0.40), and is adjusted for."
    )
    assert missing.order == (
        "The order of showing is not in the model: its effect is undefined, because no vote has a known side."
    )


@pytest.mark.parametrize(("worths", "word"), [((0.3, 0.1, -0.4), "the same"), ((0.1, 0.3, -0.4), "another")])
def test_other_model_of_ties_is_compared(worths: tuple[float, ...], word: str) -> None:
    arms = [system("C", 0.2), system("K", 0.0), system("M", -0.2)]
    other = {"systems": [{"system": code, "log_worth": at} for code, at in zip("CKM", worths, strict=True)]}
    table = rank_table(result(*arms, rao_kupper=other), SEALED)
    assert table is not None
    assert table.other_ties == f"Rao and Kupper’s model of ties gives {word} order of the estimates."
