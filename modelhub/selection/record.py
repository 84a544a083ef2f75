"""What is kept of an option beside the choice of it, and how the kept choices read later."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from evaluator.models import User
from modelhub.models import ModelVersion, SelectionDecision
from modelhub.selection.evidence import Comparison
from modelhub.selection.options import Option, Selection

# Newest choices on the page; nobody reads more at a time.
N_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Kept:
    """One choice as the page shows it; `rates` are those of studies whose reports the reader may open."""

    version: ModelVersion
    reason: str
    chosen_by: User
    chosen_at: datetime
    licence: str
    usd_per_1000: float | None
    busy: int
    rates: tuple[Mapping[str, Any], ...]


def figures_of(selection: Selection, version: ModelVersion | None) -> dict[str, Any]:
    """Return what the page shows of a version, for the record; of one that it knows nothing of, nothing."""
    option = next((one for one in selection.options if one.version == version), None)
    if option is None:
        return {}
    return {
        "licence": option.version.licence,
        "usd_per_1000": None if option.usd_per_1000 is None else f"{option.usd_per_1000:.6f}",
        "busy": selection.asked.busy,
        "valid_percent": option.figures.valid_percent if option.figures else None,
        "dominated_by": list(option.dominated_by),
        "rates": [_rate(option, pair, selection) for pair in option.quality],
    }


def _rate(option: Option, pair: Comparison, selection: Selection) -> dict[str, Any]:
    return {
        "study": str(pair.study),
        "study_name": pair.study_name,
        "simulated": pair.simulated,
        "against": selection.reference.name if selection.reference else "",
        "estimate": pair.estimate,
        "low": pair.low,
        "high": pair.high,
        "n_tables": pair.n_tables,
        "n_raters": pair.n_raters,
    }


def kept_choices(readable: Iterable[UUID]) -> Sequence[Kept]:
    """Return the newest choices, the newest first; win rates of studies that are not among `readable` are left out."""
    open_to_reader = {str(study) for study in readable}
    rows = SelectionDecision.objects.select_related("version", "chosen_by").order_by("-id")
    return [_kept(row, open_to_reader) for row in rows[:N_SHOWN]]


def _kept(row: SelectionDecision, readable: set[str]) -> Kept:
    cost = row.figures.get("usd_per_1000")
    return Kept(
        version=row.version,
        reason=row.reason,
        chosen_by=row.chosen_by,
        chosen_at=row.chosen_at,
        licence=row.figures.get("licence", ""),
        usd_per_1000=None if cost is None else float(cost),
        busy=row.figures.get("busy", 100),
        rates=tuple(one for one in row.figures.get("rates", ()) if one["study"] in readable),
    )
