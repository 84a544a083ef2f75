"""What a Bradley–Terry fit says of each system, of ties and of sides, with intervals over tables or reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from evaluator.stats.bradley_terry import BradleyTerry, Parameter
from evaluator.stats.intervals import NOTHING_VARIES, Estimate, fitted_interval, t_quantile, undefined
from evaluator.stats.pair_counts import TIED, Comparisons


@dataclass(frozen=True, slots=True)
class SystemWorth:
    """Log worth and worth of one system in another model; null when not estimable."""

    system: str
    log_worth: float | None
    low: float | None
    high: float | None
    worth: float | None


def system_worths(systems: Sequence[str], fit: BradleyTerry, confidence: float) -> tuple[SystemWorth, ...]:
    """Worths of each component's largest group, with intervals; the others', infinite or zero beside it, are null."""
    errors = np.sqrt(np.maximum(np.diag(fit.covariance), 0.0))
    finite = finite_worths(fit)
    rows = []
    for i, system in enumerate(systems):
        if i not in finite:
            rows.append(SystemWorth(system, None, None, None, None))
            continue
        found = _interval(Parameter(float(fit.log_worth[i]), float(errors[i])), fit, confidence)
        rows.append(SystemWorth(system, found.estimate, found.low, found.high, float(fit.worth[i])))
    return tuple(rows)


def finite_worths(fit: BradleyTerry) -> frozenset[int]:
    """The systems in their component's largest group, if it has two or more."""
    groups = (fit.structure.groups_in(component)[0] for component in range(fit.structure.n_components))
    return frozenset(int(i) for group in groups if len(group) > 1 for i in group)


def tie_parameter(fit: BradleyTerry, without_ties: float, confidence: float) -> Estimate:
    """ν or θ; `without_ties` is its value where nobody tied."""
    if fit.log_tie is not None:
        return _interval(fit.log_tie, fit, confidence).mapped(lambda value: float(np.exp(value)))
    if fit.structure.ties_without_bound:
        return undefined("it grows with the worths, which have no bound")
    if not finite_worths(fit):
        return undefined("no system has a finite worth")
    return Estimate(without_ties, note="no interval: no vote on systems with finite worths is a tie")


def order_effect(fit: BradleyTerry, data: Comparisons, confidence: float) -> Estimate:
    """What the left side adds to the log odds of winning."""
    if fit.order is not None:
        return _interval(fit.order, fit, confidence)
    if data.side is None or not data.side.any():
        return undefined("no vote has a known side")
    return undefined("the sides vary too little, or decide too much, for a finite order effect")


def _interval(parameter: Parameter, fit: BradleyTerry, confidence: float) -> Estimate:
    """Student's t over tables; none for one table, which has no spread."""
    if fit.n_tables is None or fit.n_tables < 2:
        return Estimate(parameter.value, note=NOTHING_VARIES)
    return fitted_interval(parameter.value, parameter.error, t_quantile(confidence, fit.n_tables - 1))


def notes(systems: Sequence[str], data: Comparisons, fit: BradleyTerry) -> Iterator[str]:
    """Why worths or intervals are missing, or hold within parts only."""
    if data.n_systems < 2:
        yield "undefined, because a ranking needs two systems or more"
    elif not (data.outcome != TIED).any():
        yield "undefined, because no vote names a winner"
    else:
        yield from _structure_notes(systems, fit)
        if fit.n_tables == 1:
            yield "no intervals: they need two tables or more"
        elif still := _without_spread(systems, fit):
            yield f"no interval for {_listed(still)}: nothing varies between tables"


def _without_spread(systems: Sequence[str], fit: BradleyTerry) -> list[str]:
    rows = system_worths(systems, fit, 0.95)
    return [row.system for row in rows if row.worth is not None and row.low is None]


def _structure_notes(systems: Sequence[str], fit: BradleyTerry) -> Iterator[str]:
    found = fit.structure
    if found.n_components > 1:
        yield (
            f"the systems fall into {found.n_components} groups that were never compared with each other,"
            " so each group is ranked by itself"
        )
    if found.ties_without_bound:
        yield "undefined, because no system ever lost to one that it beat, so worths have no bound"
        return
    finite = finite_worths(fit)
    if endless := [system for i, system in enumerate(systems) if i not in finite]:
        yield f"no finite worth for {_listed(endless)}: never lost or tied against the rest, or never won; only bounds are given"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
