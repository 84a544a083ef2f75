"""The chosen pair's win rate looked at in other ways; by length only once the envelope is open."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluator.lead.report.directions import Direction
from evaluator.lead.report.figures_as_text import interval, p_value, two
from evaluator.lead.report.naming import Naming
from evaluator.lead.report.robustness import turned


@dataclass(frozen=True, slots=True)
class BesideRow:
    """One other look: the figure, its interval, and what is meant or missing."""

    label: str
    value: str
    interval: str
    note: str


def beside(result: Mapping[str, Any], focus: Direction, naming: Naming) -> tuple[BesideRow, ...]:
    """Return the rows that the votes allow; before the reveal none that depends on the length of texts."""
    report = result["report"]
    rows = [
        *_psi("Raters drawn like tables", report["two_way"], "psi", focus, "if other raters could have been asked"),
        *_psi("From the grades", report["proportional_odds"], "psi", focus, "“much better” counts for more"),
        *_psi("Careless raters weighted down", report["rater_model"]["pairs"], "psi", focus, "by Dawid and Skene"),
    ]
    rows += _majority(report["majority"], focus)
    if naming.revealed:
        rows += _psi("At equal length", result["length"]["pairs"], "adjusted", focus, "as if no text were longer")
    return (*rows, *_sharp_null(report["sharp_null"], focus))


def _psi(label: str, pairs: Sequence[Mapping[str, Any]], name: str, focus: Direction, note: str) -> Iterator[BesideRow]:
    for pair in pairs:
        if {pair["system"], pair["opponent"]} == set(focus) and pair[name]["estimate"] is not None:
            figures = pair[name] if pair["system"] == focus[0] else turned(pair[name])
            yield BesideRow(label, two(figures["estimate"]), interval(figures), figures["note"] or note)


def _majority(pairs: Sequence[Mapping[str, Any]], focus: Direction) -> Iterator[BesideRow]:
    for pair in pairs:
        if {pair["system"], pair["opponent"]} != set(focus) or pair["score"]["estimate"] is None:
            continue
        figures: Mapping[str, Any] = {name: _as_rate(pair["score"][name]) for name in ("estimate", "low", "high")} | {
            "note": None
        }
        won, lost = pair["won"], pair["lost"]
        if pair["system"] != focus[0]:
            figures, won, lost = turned(figures), lost, won
        note = f"{won} tables won, {pair['tied']} even, {lost} lost"
        yield BesideRow("Majority of each table", two(figures["estimate"]), interval(figures), note)


def _as_rate(net_benefit: float | None) -> float | None:
    return None if net_benefit is None else (1 + net_benefit) / 2


def _sharp_null(checks: Sequence[Mapping[str, Any]], focus: Direction) -> Iterator[BesideRow]:
    for check in checks:
        if {check["system"], check["opponent"]} == set(focus) and check["p"] is not None:
            note = "secondary: whether the side alone could have decided every vote"
            yield BesideRow("Sides drawn anew", f"p {p_value(check['p'])}", "", note)
