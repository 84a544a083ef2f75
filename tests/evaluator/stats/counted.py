"""Value counts to compute agreement of: random ones, and those of published reliability data."""

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from evaluator.stats.tally import Floats, Ints

COUNT_TABLES = arrays(np.int64, st.tuples(st.integers(1, 8), st.integers(2, 5)), elements=st.integers(0, 3))


def value_counts(example: dict[str, Any]) -> tuple[Ints, Floats]:
    """Counts (units, values) of a case with one row of codes per rater, and the values in rising order."""
    data = np.array(example["input"]["reliability_data"], dtype=float)
    domain = np.unique(data[~np.isnan(data)])
    return (data.T[:, :, np.newaxis] == domain).sum(axis=1), domain


def defined(counts: Ints) -> bool:
    """Whether two values occur among the units that two raters share."""
    used = counts[counts.sum(axis=1) >= 2]
    return bool(len(used)) and int((used.sum(axis=0) > 0).sum()) >= 2
