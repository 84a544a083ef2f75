"""Sample sizes in closed form, as a check on simulated plans and on published ones."""

from __future__ import annotations

import math

from scipy.special import ndtri


def arm_size_non_inferiority(p_new: float, p_old: float, *, margin: float, alpha: float, power: float) -> int:
    """Cases per arm to show p_new > p_old - margin, one-sided at α (Chow, Shao & Wang 2003, sec. 4.2).

    Normal approximation for two independent shares. Raises ValueError when the truth lies at or beyond the margin.
    """
    return _cases(float(ndtri(power)) - float(ndtri(alpha)), p_new, p_old, p_new - p_old + margin)


def arm_size_equivalence(p_new: float, p_old: float, *, margin: float, alpha: float, power: float) -> int:
    """Cases per arm to show |p_new - p_old| < margin by two one-sided tests at α (Chow, Shao & Wang 2003, sec. 4.2).

    Raises ValueError when the truth lies at or beyond the margin.
    """
    return _cases(float(ndtri((1 + power) / 2)) - float(ndtri(alpha)), p_new, p_old, margin - abs(p_new - p_old))


def n_tables(table_mean_sd: float, *, distance: float, alpha: float, power: float) -> int:
    """Tables to show, one-sided at α, that ψ lies beyond a bound `distance` away, with this SD of table means."""
    if distance <= 0:
        raise ValueError("the true value must lie on the right side of the bound")
    return math.ceil(((float(ndtri(power)) - float(ndtri(alpha))) * table_mean_sd / distance) ** 2)


def _cases(quantiles: float, p_new: float, p_old: float, distance: float) -> int:
    if distance <= 0:
        raise ValueError("the true difference lies at or beyond the margin: no sample is large enough")
    return math.ceil(quantiles**2 * (p_new * (1 - p_new) + p_old * (1 - p_old)) / distance**2)
