"""Bounds of figures that live between two ends, from their standard error; on numbers or arrays alike."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Floats = NDArray[np.float64]
Number = TypeVar("Number", float, Floats)


def wilson_bounds(share: Number, n: Number, quantile: Number) -> tuple[Number, Number]:
    """Wilson's score interval of a share of n cases, n the effective number: share (1 - share) / squared error.

    Wilson, JASA 1927; 22:209; with clusters and a t quantile: Kott & Carr, J Off Stat 1997; 13:215, Dean & Pagano,
    J Surv Stat Methodol 2015; 3:484. n need not be whole.
    """
    spread = quantile * quantile / n
    centre = (share + spread / 2) / (1 + spread)
    half = (spread * (share * (1 - share) + spread / 4)) ** 0.5 / (1 + spread)
    return centre - half, centre + half


def logit_bounds(value: float, error: float, quantile: float, low: float, high: float) -> tuple[float, float]:
    """Symmetric on the scale log((value - low) / (high - value)), delta method: neither bound reaches an end.

    With low = -1 that is Fisher's z; with low = -1 / (raters - 1) his z of an intraclass correlation (Statistical
    Methods for Research Workers, 1925, sec. 38).
    """
    reach = quantile * error * (high - low) / ((value - low) * (high - value))
    middle = np.log((value - low) / (high - value))
    return low + (high - low) * float(expit(middle - reach)), low + (high - low) * float(expit(middle + reach))


def effective_df(deviations: Floats) -> float:
    """Degrees of freedom of the variance of these deviations from their mean, between 1 and their number less one.

    2n / (kurtosis - 1) matches the variance of a sample variance (Satterthwaite, Biometrics 1946; 2:110; O'Neill, Am
    Stat 2014; 68:282). Normal or flatter deviations give n - 1; where few tables make the whole spread there are few.
    """
    n = len(deviations)
    squares = np.square(deviations)
    if not squares.any():
        return n - 1.0
    kurtosis = n * float(np.square(squares).sum()) / float(squares.sum()) ** 2
    return min(max(2 * n / (kurtosis - 1), 1.0), n - 1.0) if kurtosis > 1 else n - 1.0
