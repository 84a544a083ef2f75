"""Which worths of a Bradley–Terry model are finite, and which order effect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from evaluator.stats.pair_counts import ON_LEFT, ON_RIGHT, Counts
from evaluator.stats.tally import Ints

Links = Literal["wins", "wins and ties"]


@dataclass(frozen=True, slots=True)
class Structure:
    """Per system: its component (linked by comparisons) and, within it, its group (whose worth ratios are finite).

    `ties_without_bound`: nobody ever lost to a system it beat, so worths and the tie parameter grow together.
    """

    component: Ints
    group: Ints
    ties_without_bound: bool

    @property
    def n_components(self) -> int:
        """How many sets of systems were never compared with each other."""
        return int(self.component.max(initial=-1)) + 1

    def within_groups(self, counts: Counts) -> Counts:
        """The rows that finite worths rest on: across groups one side won every time."""
        return counts.where(self.group[counts.first] == self.group[counts.second])

    def groups_in(self, component: int) -> tuple[Ints, ...]:
        """The systems of each group of a component, the largest group first."""
        members = [np.flatnonzero(self.group == group) for group in np.unique(self.group[self.component == component])]
        return tuple(sorted(members, key=lambda group: (-len(group), int(group[0]))))


def structure(counts: Counts, *, tie_parameter: bool) -> Structure:
    """Components and groups of systems.

    Ford (Am Math Mon 1957; 64:28): worths are finite where every system can be reached from every other by wins,
    a tie being a link both ways. With a tie parameter, wins must come round in a circle somewhere as well.
    """
    if _wins_lead_everywhere(counts):
        one = np.zeros(counts.n_systems, dtype=np.int64)
        return Structure(component=one, group=one, ties_without_bound=False)
    by_wins = _parts(counts, "wins", strong=True)
    component, group = (_parts(counts, "wins and ties", strong=strong) for strong in (False, True))
    unbound = tie_parameter and bool(counts.ties.any()) and int(by_wins.max(initial=-1)) + 1 == counts.n_systems
    return Structure(component, by_wins if unbound else group, unbound)


def order_effect_is_finite(counts: Counts, *, tie_parameter: bool) -> bool:
    """Whether the sides vary enough, and win seldom enough, for an order effect; `counts` within groups only.

    There is none when some direction (b, δ = ±1, h) never lowers the likelihood: gap ≥ 2h at every win, ≤ -2h at
    every loss and within ±2h at every tie (Albert & Anderson, Biometrika 1984; 71:1). A linear program finds it.
    """
    if _both_sides_are_contested(counts):
        return True
    if not counts.side.any():
        return False
    return not any(_can_diverge(counts, sign, tie_parameter and bool(counts.ties.any())) for sign in (1.0, -1.0))


def _both_sides_are_contested(counts: Counts) -> bool:
    """Whether one pair has wins and losses on either side: that fixes δ, and spares the linear program."""
    contested = (counts.wins > 0) & (counts.losses > 0)
    pair = counts.first * counts.n_systems + counts.second
    left, right = (pair[contested & (counts.side == side)] for side in (ON_LEFT, ON_RIGHT))
    return bool(np.isin(left, right).any())


def _can_diverge(counts: Counts, sign: float, tie_parameter: bool) -> bool:
    # Imported here: few studies need it, and it takes as long to load as the rest of the statistics.
    from scipy.optimize import linprog

    tied = counts.ties > 0
    rows: list[tuple[NDArray[np.bool_], int, int]] = [(counts.wins > 0, -1, 1), (counts.losses > 0, 1, 1)]
    rows += [(tied, -1, -1), (tied, 1, -1)] if tie_parameter else [(tied, -1, 0), (tied, 1, 0)]
    blocks = [_inequalities(counts.where(keep), way, width, sign) for keep, way, width in rows]
    left = np.concatenate([block[0] for block in blocks])
    limits = np.concatenate([block[1] for block in blocks])
    bounds = [(None, None)] * counts.n_systems + [(0, None if tie_parameter else 0)]
    found = linprog(np.zeros(left.shape[1]), A_ub=left, b_ub=limits, bounds=bounds)
    return bool(found.status == 0)


def _inequalities(counts: Counts, way: int, width: int, sign: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """way * (b_first - b_second) + 2 * width * h ≤ -way * side * sign, as matrix and limits."""
    at = np.arange(len(counts.first))
    matrix = np.zeros((len(at), counts.n_systems + 1))
    matrix[at, counts.first], matrix[at, counts.second], matrix[:, -1] = way, -way, 2 * width
    return matrix, np.asarray(-way * sign * counts.side, dtype=np.float64)


def _wins_lead_everywhere(counts: Counts) -> bool:
    """Whether wins alone make one group of all systems, as in most studies; much faster than labelling groups."""
    beat = np.zeros((counts.n_systems, counts.n_systems), dtype=bool)
    beat[counts.first[counts.wins > 0], counts.second[counts.wins > 0]] = True
    beat[counts.second[counts.losses > 0], counts.first[counts.losses > 0]] = True
    return bool(len(beat)) and _reaches_all(beat) and _reaches_all(beat.T)


def _reaches_all(links: NDArray[np.bool_]) -> bool:
    """Whether every system can be reached from the first."""
    seen = np.arange(len(links)) == 0
    while not (grown := seen | links[seen].any(axis=0)).all():
        if (grown == seen).all():
            return False
        seen = grown
    return True


def _parts(counts: Counts, links: Links, *, strong: bool) -> Ints:
    """Labels of the connected parts of the graph in which each system points at those it beat (or tied with)."""
    ties = counts.ties if links == "wins and ties" else np.zeros_like(counts.ties)
    forth, back = counts.wins + ties > 0, counts.losses + ties > 0
    source = np.concatenate((counts.first[forth], counts.second[back]))
    target = np.concatenate((counts.second[forth], counts.first[back]))
    graph = coo_array((np.ones(len(source)), (source, target)), shape=(counts.n_systems, counts.n_systems))
    kind: Literal["strong", "weak"] = "strong" if strong else "weak"
    labels = connected_components(graph.tocsr(), directed=True, connection=kind)[1]
    return np.asarray(labels, dtype=np.int64)
