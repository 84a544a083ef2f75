"""A few planned looks with a normal or t statistic: Pocock's and O'Brien and Fleming's critical values."""

from __future__ import annotations

from typing import Literal

import numpy as np
from scipy.special import ndtr, stdtrit

from evaluator.stats.tally import Floats

Shape = Literal["pocock", "obrien_fleming"]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(120)


def critical_values(n_looks: int, *, shape: Shape, alpha: float = 0.05) -> tuple[float, ...]:
    """Bounds on |z| at each of equally spaced looks that are crossed under the null with chance α in all.

    Pocock (Biometrika 1977; 64:191) keeps one bound, O'Brien & Fleming (Biometrics 1979; 35:549) lowers it as
    √(looks / look). Constants by recursive integration (Armitage, McPherson & Rowe 1969). Assumes looks planned
    beforehand; the confidence sequence needs no plan. Raises ValueError for fewer than one look.
    """
    if n_looks < 1:
        raise ValueError(f"a study has at least one look, not {n_looks}")
    look = np.arange(1, n_looks + 1)
    form = np.ones(n_looks) if shape == "pocock" else np.sqrt(n_looks / look)
    low, high = 0.5, 10.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if crossing_chance(middle * form) > alpha else (low, middle)
    return tuple((high * form).tolist())


def t_critical_values(tables: tuple[int, ...], *, shape: Shape, alpha: float = 0.05) -> tuple[float, ...]:
    """Bounds on |t| of the first so many table means at each look: those on |z| with the same tail.

    Exact for one look, close for several (Pocock 1977; Jennison & Turnbull, Group Sequential Methods, 2000, sec. 3.8).
    With few tables t strays further than z. Assumes looks about equally far apart, the first at two tables or more.
    Raises ValueError where it is not.
    """
    if not tables or tables[0] < 2:
        raise ValueError("a look needs two tables or more")
    bounds = np.array(critical_values(len(tables), shape=shape, alpha=alpha))
    return tuple((-stdtrit(np.array(tables) - 1, ndtr(-bounds))).tolist())


def crossing_chance(bounds: Floats) -> float:
    """Chance that |z| exceeds its bound at one of the equally spaced looks, when nothing is there."""
    # On the scale of the sum of increments with variance 1, the bound at look k is z √k.
    edges = bounds * np.sqrt(np.arange(1, len(bounds) + 1))
    crossed, places, mass = 0.0, np.zeros(1), np.ones(1)
    for edge in edges:
        crossed += float(mass @ (ndtr(-edge - places) + ndtr(places - edge)))
        new = edge * _NODES
        steps = np.exp(-np.square(new[:, np.newaxis] - places) / 2) / np.sqrt(2 * np.pi)
        places, mass = new, edge * _WEIGHTS * (steps @ mass)
    return crossed
