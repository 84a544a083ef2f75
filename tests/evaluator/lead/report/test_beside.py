"""The win rate looked at in other ways, and what length would tell before the reveal."""

from typing import Any

from evaluator.lead.report.beside import beside
from evaluator.lead.report.naming import SEALED, Naming

NAMED = Naming({"C": "quill", "K": "otter"})


def figures(at: float | None, note: str | None = None) -> dict[str, Any]:
    """An estimate with half-width 0.1."""
    low, high = (None, None) if at is None else (at - 0.1, at + 0.1)
    return {"estimate": at, "low": low, "high": high, "note": note}


def result() -> dict[str, Any]:
    """An analysis of two arms in which only these figures are filled in."""
    pair = {"system": "C", "opponent": "K"}
    return {
        "report": {
            "two_way": [pair | {"psi": figures(0.6)}],
            "proportional_odds": [pair | {"psi": figures(None, "undefined, because no vote has a grade")}],
            "rater_model": {"pairs": [pair | {"psi": figures(0.7)}]},
            "majority": [pair | {"won": 5, "tied": 1, "lost": 2, "score": figures(0.4)}],
            "sharp_null": [pair | {"p": 0.02}],
        },
        "length": {"pairs": [pair | {"adjusted": figures(0.55)}]},
    }


def test_rows_are_those_that_the_votes_allow() -> None:
    assert [(row.label, row.value, row.interval) for row in beside(result(), ("C", "K"), SEALED)] == [
        ("Raters drawn like tables", "0.60", "0.50–0.70"),
        ("Careless raters weighted down", "0.70", "0.60–0.80"),
        ("Majority of each table", "0.70", "0.65–0.75"),
        ("Sides drawn anew", "p 0.020", ""),
    ]


def test_figures_turn_with_the_direction() -> None:
    first = beside(result(), ("K", "C"), SEALED)[0]
    assert (first.value, first.interval) == ("0.40", "0.30–0.50")
    majority = {row.label: row for row in beside(result(), ("K", "C"), SEALED)}["Majority of each table"]
    assert (majority.value, majority.interval) == ("0.30", "0.25–0.35")
    assert majority.note == "2 tables won, 1 even, 5 lost"


def test_length_is_shown_only_by_name() -> None:
    labels = {row.label for row in beside(result(), ("C", "K"), NAMED)}
    assert labels - {row.label for row in beside(result(), ("C", "K"), SEALED)} == {"At equal length"}


def test_other_pairs_are_left_out() -> None:
    assert beside(result(), ("C", "M"), NAMED) == ()
