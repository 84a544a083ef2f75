"""The Bradley–Terry model with ties and an order effect, by Newton's method on counts per pair and side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from evaluator.stats.estimability import Structure, order_effect_is_finite, structure
from evaluator.stats.likelihood import Likelihood, inverse_information, maximum
from evaluator.stats.pair_counts import ON_LEFT, ON_RIGHT, SIDE_UNKNOWN, Comparisons, Counts, count
from evaluator.stats.table_covariance import CellScores, squared_pulls
from evaluator.stats.tally import Floats
from evaluator.stats.tie_models import Davidson, HalfTies, RaoKupper, TieModel

Ties = Literal["davidson", "rao_kupper", "half"]

_MODELS: dict[Ties, TieModel] = {"davidson": Davidson(), "rao_kupper": RaoKupper(), "half": HalfTies()}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter and its standard error, both on the log scale."""

    value: float
    error: float


@dataclass(frozen=True, slots=True)
class BradleyTerry:
    """Log worths with mean 0 within each group of `structure`, and their covariance (K, K).

    `order` is what the left side adds to the log odds, None without an estimate; `log_tie` is log ν (Davidson) or
    log θ (Rao–Kupper), None without ties. `n_tables` is None when the covariance takes votes as independent.
    """

    log_worth: Floats
    covariance: Floats
    structure: Structure
    order: Parameter | None
    log_tie: Parameter | None
    log_likelihood: float
    n_tables: int | None

    @property
    def worth(self) -> Floats:
        """Worths that sum to 1 within each group."""
        # Within a group log worths have mean 0, so none overflows unless the votes themselves were that lopsided.
        scaled = np.exp(self.log_worth)
        return np.asarray(scaled / np.bincount(self.structure.group, scaled)[self.structure.group], dtype=np.float64)


def fit_bradley_terry(
    data: Comparisons | Counts, *, ties: Ties = "davidson", order_effect: bool = True
) -> BradleyTerry:
    """Maximum likelihood of worths, order effect and tie parameter, all systems at once.

    Covariance: the sandwich over tables where comparisons name their table, otherwise of independent votes. The order
    effect is left out (None) where sides are unknown, or decide too much for a finite one. Systems in different groups
    of the structure, which no finite difference describes, are fitted as if never compared. `ties="half"` shares ties
    out as half wins, as figures without a tie model are published.
    """
    counts = count(data) if isinstance(data, Comparisons) else data
    found = structure(counts, tie_parameter=ties != "half")
    inner = found.within_groups(counts)
    model = _MODELS[ties if inner.ties.any() else "half"]
    finite = order_effect and order_effect_is_finite(inner, tie_parameter=model.has_tie_parameter)
    likelihood = Likelihood.of(inner, model, found.group, order_effect=finite)
    at = maximum(likelihood)
    covariance, n_tables = _covariance(likelihood, at, data)
    k = counts.n_systems
    errors = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    return BradleyTerry(
        log_worth=at[:k] - (np.bincount(found.group, at[:k]) / np.bincount(found.group))[found.group],
        covariance=covariance[:k, :k],
        structure=found,
        order=Parameter(float(at[k]), float(errors[k])) if finite else None,
        log_tie=Parameter(float(at[k + 1]), float(errors[k + 1])) if model.has_tie_parameter else None,
        log_likelihood=likelihood.value(at),
        n_tables=n_tables,
    )


def _covariance(likelihood: Likelihood, at: Floats, data: Comparisons | Counts) -> tuple[Floats, int | None]:
    bread = inverse_information(likelihood, at)
    if isinstance(data, Counts) or data.table is None:
        return bread, None
    middle, n_tables = squared_pulls(data, data.table, _cell_scores(likelihood, at))
    return np.asarray(bread @ middle @ bread, dtype=np.float64), n_tables


def _cell_scores(likelihood: Likelihood, at: Floats) -> CellScores:
    k = likelihood.counts.n_systems
    gap = np.subtract.outer(at[:k], at[:k])[:, :, None, None] + at[k] * np.array([ON_RIGHT, SIDE_UNKNOWN, ON_LEFT])
    # One answer of each outcome in turn; axes are first, second, outcome, side.
    one = np.eye(3)[:, None, None, :, None]
    by_gap, by_tie = likelihood.model.scores(one[0], one[1], one[2], gap, float(at[k + 1]))
    counts = np.broadcast_to(np.equal.outer(likelihood.group, likelihood.group)[:, :, None, None], by_gap.shape)
    return CellScores(
        (by_gap * counts).ravel(), (np.broadcast_to(by_tie, counts.shape) * counts).ravel(), counts.ravel()
    )
