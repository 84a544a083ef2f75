"""Tests and verdicts: sign-flip over tables, Holm, McNemar, non-inferiority and equivalence."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import bdtr

from evaluator.stats.intervals import Estimate
from evaluator.stats.streams import random_stream
from evaluator.stats.tally import Floats, Ints

Method = Literal["exact", "monte_carlo"]
Finding = Literal["shown", "refuted", "inconclusive"]

# Cells times tables that the exact distribution may cost: under a second on one core.
_LATTICE_LIMIT = 100_000_000
_ENUMERATION_LIMIT = 20
_HALVED_AT_ONCE = 500
_BATCH = 2**20


@dataclass(frozen=True, slots=True)
class SignFlip:
    """Two-sided p of "the sign of each difference is a coin toss", and how it was found."""

    p: float
    method: Method
    n: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an interval for ψ says at a margin δ fixed beforehand."""

    superiority: Finding
    non_inferiority: Finding
    equivalence: Finding


def sign_flip(numerators: Ints, denominators: Ints | int = 1, *, seed: int = 0, draws: int = 99_999) -> SignFlip:
    """Test that fractions (one per table) are symmetric about 0, by the sum under all flips of their signs.

    Exact over the lattice of the fractions' common denominator or, up to 20 of them, by enumeration; else
    (b + 1) / (m + 1) of m seeded draws. Fisher 1935 sec. 21; assumes tables independent, symmetric under the null.
    """
    tops, bottoms = np.broadcast_arrays(np.asarray(numerators, dtype=np.int64), np.asarray(denominators))
    common = math.lcm(*(int(d) for d in np.unique(bottoms)))
    scaled = [int(top) * (common // int(bottom)) for top, bottom in zip(tops, bottoms, strict=True) if top]
    sizes, observed = [abs(value) for value in scaled], abs(sum(scaled))
    if observed == 0:
        return SignFlip(1.0, "exact", len(tops))
    divisor = math.gcd(*sizes)
    sizes, observed = [size // divisor for size in sizes], observed // divisor
    if sum(sizes) * len(sizes) <= _LATTICE_LIMIT:
        tail = _lattice_tail(sizes, observed)
    elif len(sizes) <= _ENUMERATION_LIMIT:
        tail = _enumerated_tail(np.array(sizes, dtype=np.float64), float(observed))
    else:
        share = _drawn_tail(np.array(sizes, dtype=np.float64), float(observed), seed, draws)
        return SignFlip(share, "monte_carlo", len(tops))
    # 2^-n leaves the range of floats beyond 1,074 unanimous tables; a p of exactly 0 would claim too much.
    return SignFlip(min(1.0, max(2 * tail, sys.float_info.min)), "exact", len(tops))


def _lattice_tail(sizes: list[int], observed: int) -> float:
    """P(sum of signed sizes >= observed), from the distribution of the sum of those taken with a plus.

    Half of the sizes at a time, which leaves a quarter of the work for each half and a product at the end.
    """
    least = (sum(sizes) + observed + 1) // 2
    one, other = (_lattice(sorted(sizes)[start::2]) for start in (0, 1))
    at_least = np.append(np.cumsum(other[::-1])[::-1], 0.0)
    return float(one @ at_least[np.clip(least - np.arange(len(one)), 0, len(other))])


def _lattice(sizes: list[int]) -> Floats:
    """Chance of each sum of the sizes, each taken with chance ½; sizes in rising order."""
    chance = np.zeros(sum(sizes) + 1)
    chance[0] = 1.0
    reach = 0
    for number, size in enumerate(sizes, start=1):
        chance[size : reach + size + 1] += chance[: reach + 1].copy()
        reach += size
        # Halved in the end, or before whole numbers would leave the range of floats.
        if number % _HALVED_AT_ONCE == 0 or number == len(sizes):
            chance[: reach + 1] *= 0.5 ** ((number - 1) % _HALVED_AT_ONCE + 1)
    return chance


def _enumerated_tail(sizes: Floats, observed: float) -> float:
    sums = np.zeros(1)
    for size in sizes:
        sums = np.concatenate((sums + size, sums - size))
    return float((sums >= observed - 1e-9 * sizes.sum()).mean())


def _drawn_tail(sizes: Floats, observed: float, seed: int, draws: int) -> float:
    """Two-sided Monte Carlo share; of equal sizes only the number of plus signs is drawn."""
    random = random_stream(str(seed).encode(), "sign flips")
    values, copies = np.unique(sizes, return_counts=True)
    step = max(1, _BATCH // len(values))
    extreme = 0
    for start in range(0, draws, step):
        plus = random.binomial(copies, 0.5, size=(min(step, draws - start), len(values)))
        extreme += int((np.abs((2 * plus - copies) @ values) >= observed - 1e-9 * sizes.sum()).sum())
    return (extreme + 1) / (draws + 1)


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Holm's step-down adjusted p (Scand J Stat 1979; 6:65), in the order given."""
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p, kind="stable")
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1)))
    return tuple(float(value) for value in adjusted)


def mcnemar_exact(b: int, c: int) -> float:
    """Exact two-sided McNemar p from the discordant counts: a sign test."""
    return min(1.0, 2 * float(bdtr(min(b, c), b + c, 0.5))) if b + c else 1.0


def mcnemar_mid_p(b: int, c: int) -> float:
    """Mid-p version: half the observed point counts on each side (Fagerland et al. 2013)."""
    k, n = min(b, c), b + c
    below = float(bdtr(k - 1, n, 0.5)) if k else 0.0
    return float(bdtr(k, n, 0.5)) + below if n else 1.0


def verdict(psi: Estimate, margin: float) -> Verdict:
    """Read superiority (to ½), non-inferiority and equivalence (within margin of ½) off the interval of ψ.

    Raises ValueError for a margin outside (0, ½).
    """
    if not 0 < margin < 0.5:
        raise ValueError(f"margin {margin} is not between 0 and 0.5, on the scale of ψ")
    if psi.low is None or psi.high is None:
        return Verdict("inconclusive", "inconclusive", "inconclusive")
    lower, upper = 0.5 - margin, 0.5 + margin
    return Verdict(
        superiority=_finding(shown=psi.low > 0.5, refuted=psi.high < 0.5),
        non_inferiority=_finding(shown=psi.low > lower, refuted=psi.high < lower),
        equivalence=_finding(shown=lower < psi.low and psi.high < upper, refuted=psi.high < lower or psi.low > upper),
    )


def _finding(*, shown: bool, refuted: bool) -> Finding:
    return "shown" if shown else "refuted" if refuted else "inconclusive"
