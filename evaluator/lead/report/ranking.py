"""The ranking of three or more arms by one model of all votes; with two, the win rate says it all."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from evaluator.lead.report.figures_as_text import interval, two
from evaluator.lead.report.naming import Naming
from evaluator.lead.report.plot import Figures, Mark, Scale, mark, scale_of


@dataclass(frozen=True, slots=True)
class RankRow:
    """One arm: its log worth on the scale, its worth, and the ranks that it may have among `group`, "" when all."""

    name: str
    mark: Mark
    worth: str
    ranks: str
    group: str


@dataclass(frozen=True, slots=True)
class RankTable:
    """Arms from the greatest worth to the least, group by group; `note` says why figures are missing."""

    scale: Scale
    rows: tuple[RankRow, ...]
    note: str
    order: str
    other_ties: str


def rank_table(result: Mapping[str, Any], naming: Naming) -> RankTable | None:
    """Return the stored fit; None for fewer than three arms."""
    fit = result["report"]["bradley_terry"]
    if len(fit["systems"]) < 3:
        return None
    systems = sorted(fit["systems"], key=_from_the_top)
    scale = scale_of([_figures(system, fit["note"]) for system in systems], reference=0.0, margin=None, least=0.2)
    groups = Counter(system["component"] for system in systems)
    return RankTable(
        scale,
        tuple(_row(system, fit["note"], scale, naming, groups) for system in systems),
        note=fit["note"] or "",
        order=_order(fit["order"]),
        other_ties=_other_ties(systems, fit["rao_kupper"]["systems"]),
    )


def _from_the_top(system: Mapping[str, Any]) -> tuple[int, int, float, str]:
    """Within a group: never lost, then by worth, then no bound at all, then never won."""
    worth = system["log_worth"]
    if worth is not None:
        return system["component"], 1, -worth, system["system"]
    place = 0 if system["low"] is not None else 3 if system["high"] is not None else 2
    return system["component"], place, 0.0, system["system"]


def _figures(system: Mapping[str, Any], note: str | None) -> Figures:
    return {
        "estimate": system["log_worth"],
        "low": system["low"],
        "high": system["high"],
        "note": system["note"] or note,
    }


def _row(
    system: Mapping[str, Any], note: str | None, scale: Scale, naming: Naming, groups: Mapping[int, int]
) -> RankRow:
    low, high = system["rank_low"], system["rank_high"]
    return RankRow(
        name=naming.head(system["system"]),
        mark=_mark(_figures(system, note), scale),
        worth=two(system["worth"]),
        ranks=f"{low if low == high else f'{low}–{high}'} of {groups[system['component']]}",
        group=f"group {system['component']}" if len(groups) > 1 else "",
    )


def _mark(figures: Figures, scale: Scale) -> Mark:
    """Place a worth; an infinite one as the line from its only bound to the end of the scale."""
    plain = mark(figures, scale)
    if figures["estimate"] is not None:
        return plain
    if (low := figures["low"]) is not None:
        return replace(plain, value="∞", interval=f"above {two(low)}", low=scale.at(low), high="100%")
    if (high := figures["high"]) is not None:
        return replace(plain, value="−∞", interval=f"below {two(high)}", low="0%", high=scale.at(high))
    return plain


def _order(order: Figures) -> str:
    if order["estimate"] is None:
        return f"The order of showing is not in the model: its effect is {order['note']}."
    bounds = interval(order)
    known = f"95 % interval {bounds}" if order["low"] is not None else bounds
    return (
        f"Standing left adds {two(order['estimate'])} to the log odds of being chosen ({known}), and is adjusted for."
    )


def _other_ties(systems: list[Mapping[str, Any]], others: list[Mapping[str, Any]]) -> str:
    """Say whether another model of the ties would change the order of the finite worths."""
    worths = {other["system"]: other["log_worth"] for other in others}
    finite = [system for system in systems if system["log_worth"] is not None]
    if len(finite) < 2 or any(worths[system["system"]] is None for system in finite):
        return ""
    again = sorted(finite, key=lambda system: (system["component"], -worths[system["system"]], system["system"]))
    same = "the same" if again == finite else "another"
    return f"Rao and Kupper’s model of ties gives {same} order of the estimates."
