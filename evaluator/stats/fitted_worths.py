"""What a Bradley–Terry fit says of each system, of ties and of sides, with intervals over tables or reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from evaluator.stats.bradley_terry import BradleyTerry, Parameter
from evaluator.stats.intervals import Estimate, t_quantile, undefined
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
    reach = np.sqrt(np.maximum(np.diag(fit.covariance), 0.0)) * _quantile(fit, confidence)
    finite = finite_worths(fit)
    rows = []
    for i, system in enumerate(systems):
        if i not in finite:
            rows.append(SystemWorth(system, None, None, None, None))
            continue
        middle = float(fit.log_worth[i])
        low, high = (middle - float(reach[i]), middle + float(reach[i])) if reach[i] > 0 else (None, None)
        rows.append(SystemWorth(system, middle, low, high, float(fit.worth[i])))
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
    reach = parameter.error * _quantile(fit, confidence)
    if reach <= 0:
        return Estimate(parameter.value, note="no interval: nothing varies between tables")
    return Estimate(parameter.value, parameter.value - reach, parameter.value + reach)


def _quantile(fit: BradleyTerry, confidence: float) -> float:
    """Student's t over tables; 0 for one table, which has no spread."""
    return t_quantile(confidence, fit.n_tables - 1) if fit.n_tables is not None and fit.n_tables > 1 else 0.0


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
        names = ", ".join(endless[:5]) + (f" and {len(endless) - 5} more" if len(endless) > 5 else "")
        yield f"no finite worth for {names}: never lost or tied against the rest, or never won; only bounds are given"
