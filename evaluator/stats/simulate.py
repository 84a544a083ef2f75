"""Simulated raters with known truth: for demonstrations, planning and the coverage of intervals."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from evaluator.stats.design import Schedule, ScheduledItem
from evaluator.stats.streams import random_stream

# "Both bad" is taken from the ties, where it counts the same, so that it doesn't move ψ.
BOTH_BAD_AMONG_TIES = 0.15
MUCH_BETTER_BEYOND_TIE = 1.0
MEDIAN_ACTIVE_MS = 50_000
LOG_ACTIVE_SD = 0.45
LOG_PACE_SD = 0.2

Floats: TypeAlias = NDArray[np.float64]
# By arm, or by table and arm where a text is as good as it was found to be.
Quality: TypeAlias = Mapping[str, float] | Mapping[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class SimulatedVote:
    """A vote on a scheduled item: grade −2…+2 towards the item's first arm, or none when both are bad."""

    item: ScheduledItem
    grade: int | None
    both_bad: bool
    active_ms: int


def simulate_votes(
    schedule: Schedule,
    *,
    quality: Quality,
    table_sd: float,
    rater_sd: float,
    tie_width: float,
    position_bias: float,
    seed: bytes,
) -> tuple[SimulatedVote, ...]:
    """Answer every item of the schedule by simulated raters; all parameters are in SDs of one vote's noise.

    A rater sees the difference in quality of the two arms, plus a table effect and a rater effect on that difference
    (normal, with these SDs), plus position_bias towards the left, plus standard normal noise that is new at a repeat.
    Within ±tie_width it is a tie or, rarely, both bad; beyond tie_width + 1 it is "much better".
    Thurstone 1927, case V, with ties as in Glenn and David 1960. `quality` is by arm, or by table and arm.
    Raises ValueError where it lacks one.
    """
    latent = _latent(schedule.items, quality, table_sd, rater_sd, random_stream(seed, "simulated effects"))
    latent += position_bias * np.where([item.swapped for item in schedule.items], -1.0, 1.0)
    rng = random_stream(seed, "simulated votes")
    grades = _grades(latent + rng.standard_normal(len(latent)), tie_width)
    both_bad = (grades == 0) & (rng.random(len(grades)) < BOTH_BAD_AMONG_TIES)
    times = _active_ms(schedule.items, random_stream(seed, "simulated times"))
    return tuple(
        SimulatedVote(item, None if bad else grade, bad, ms)
        for item, grade, bad, ms in zip(schedule.items, grades.tolist(), both_bad.tolist(), times, strict=True)
    )


def planted_psi(gap: float, *, table_sd: float, rater_sd: float, tie_width: float, position_bias: float) -> float:
    """Return ψ = P(win) + ½ P(tie) of an arm that is better by `gap`, over all tables and raters, sides balanced."""
    total_sd = math.sqrt(1 + table_sd**2 + rater_sd**2)
    shifts = [gap + bias + tie for bias in (-position_bias, position_bias) for tie in (-tie_width, tie_width)]
    return math.fsum(0.5 * (1 + math.erf(shift / total_sd / math.sqrt(2))) for shift in shifts) / len(shifts)


def _latent(
    items: Sequence[ScheduledItem],
    quality: Quality,
    table_sd: float,
    rater_sd: float,
    rng: np.random.Generator,
) -> Floats:
    """Difference first − second of each item that a rater would see without noise and side."""
    arms = sorted({arm for item in items for arm in (item.first, item.second)})
    columns = {arm: column for column, arm in enumerate(arms)}
    first = np.array([columns[item.first] for item in items], dtype=np.intp)
    second = np.array([columns[item.second] for item in items], dtype=np.intp)
    levels = [_level(quality, item, item.first) - _level(quality, item, item.second) for item in items]
    latent: Floats = np.array(levels, dtype=np.float64)
    for groups, sd in (([item.table for item in items], table_sd), ([item.slot for item in items], rater_sd)):
        rows = _row_numbers(groups)
        # Effects belong to arms, so three pairs of one table agree with each other; a difference has this SD again.
        effects = rng.normal(scale=sd / math.sqrt(2), size=(rows.max(initial=-1) + 1, len(arms)))
        latent += effects[rows, first] - effects[rows, second]
    return latent


def _level(quality: Mapping[Any, float], item: ScheduledItem, arm: str) -> float:
    known = next((key for key in (arm, (item.table, arm)) if key in quality), None)
    if known is None:
        raise ValueError(f"no quality is given for arm {arm} on table {item.table}")
    return quality[known]


def _row_numbers(groups: Sequence[str | int]) -> NDArray[np.intp]:
    numbers = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    return np.array([numbers[group] for group in groups], dtype=np.intp)


def _grades(seen: Floats, tie_width: float) -> NDArray[np.int64]:
    steps = (np.abs(seen) > tie_width).astype(np.int64) + (np.abs(seen) > tie_width + MUCH_BETTER_BEYOND_TIE)
    return np.where(seen < 0, -steps, steps)


def _active_ms(items: Sequence[ScheduledItem], rng: np.random.Generator) -> list[int]:
    """Log-normal times, each rater with an own pace."""
    rows = _row_numbers([item.slot for item in items])
    pace = rng.normal(scale=LOG_PACE_SD, size=rows.max(initial=-1) + 1)
    logs = pace[rows] + rng.normal(scale=LOG_ACTIVE_SD, size=len(rows))
    return [round(ms) for ms in (MEDIAN_ACTIVE_MS * np.exp(logs)).tolist()]
