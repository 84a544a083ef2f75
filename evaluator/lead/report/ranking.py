"""The ranking of three or more arms by one model of all votes; with two, the win rate says it all."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evaluator.lead.report.figures_as_text import two
from evaluator.lead.report.naming import Naming
from evaluator.lead.report.plot import Mark, Scale, mark, scale_of


@dataclass(frozen=True, slots=True)
class RankRow:
    """One arm: its log worth on the scale, and its worth."""

    name: str
    mark: Mark
    worth: str


@dataclass(frozen=True, slots=True)
class RankTable:
    """Arms from the greatest worth to the least; `note` says why figures are missing."""

    scale: Scale
    rows: tuple[RankRow, ...]
    note: str


def rank_table(result: Mapping[str, Any], naming: Naming) -> RankTable | None:
    """Return the stored fit; None for fewer than three arms."""
    fit = result["report"]["bradley_terry"]
    if len(fit["systems"]) < 3:
        return None
    systems = sorted(fit["systems"], key=lambda system: (-(system["log_worth"] or 0.0), system["system"]))
    estimates = [{"estimate": s["log_worth"], "low": s["low"], "high": s["high"], "note": fit["note"]} for s in systems]
    scale = scale_of(estimates, reference=0.0, margin=None, least=0.2)
    rows = [
        RankRow(naming.head(system["system"]), mark(estimate, scale), two(system["worth"]))
        for system, estimate in zip(systems, estimates, strict=True)
    ]
    return RankTable(scale, tuple(rows), fit["note"] or "")
