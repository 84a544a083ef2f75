"""The ranking as the report shows it."""

from typing import Any

from evaluator.lead.report.naming import SEALED, Naming
from evaluator.lead.report.ranking import rank_table


def result(*systems: tuple[str, float | None], note: str | None = None) -> dict[str, Any]:
    """An analysis in which only the ranking is filled in; half-widths are 0.2, worths 0.25."""
    rows = [
        {
            "system": code,
            "log_worth": at,
            "low": None if at is None else at - 0.2,
            "high": None if at is None else at + 0.2,
            "worth": None if at is None else 0.25,
        }
        for code, at in systems
    ]
    return {"report": {"bradley_terry": {"systems": rows, "note": note}}}


def test_greatest_worth_stands_first() -> None:
    table = rank_table(result(("C", -0.5), ("K", 0.75), ("M", -0.25)), SEALED)
    assert table is not None
    assert [(row.name, row.mark.value, row.mark.interval, row.worth) for row in table.rows] == [
        ("Arm K", "0.75", "0.55–0.95", "0.25"),
        ("Arm M", "−0.25", "−0.45 to −0.05", "0.25"),
        ("Arm C", "−0.50", "−0.70 to −0.30", "0.25"),
    ]


def test_names_are_those_of_the_envelope() -> None:
    names = Naming({"C": "quill", "K": "otter", "M": "heron"})
    table = rank_table(result(("C", 0.0), ("K", 0.1), ("M", -0.1)), names)
    assert table is not None
    assert [row.name for row in table.rows] == ["otter", "quill", "heron"]


def test_two_arms_are_not_ranked() -> None:
    assert rank_table(result(("C", 0.1), ("K", -0.1)), SEALED) is None


def test_figures_that_are_not_there_are_explained() -> None:
    note = "undefined, because no vote names a winner"
    table = rank_table(result(("C", None), ("K", None), ("M", None), note=note), SEALED)
    assert table is not None
    assert table.note == note
    assert [(row.mark.value, row.mark.label) for row in table.rows] == [("–", f"–, {note}")] * 3
