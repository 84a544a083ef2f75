"""How likely win, tie and loss are, given how far apart two systems are: Davidson, Rao–Kupper, ties as half wins.

Each model works on arrays of counts: `gap` is the log worth of the first system less that of the second, plus the
order effect; `eta` is the tie parameter on the log scale. Sides enter through the gap: the first system's log odds
grow by δ on the left and fall by δ on the right (Davidson & Beaver, Biometrics 1977; 33:693, with ν shared evenly).
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from scipy.special import expit, log_expit

from evaluator.stats.tally import Floats


class TieModel(Protocol):
    """Log-likelihood of counts and its derivatives by gap and tie parameter."""

    has_tie_parameter: bool

    def start(self, tied: float) -> float:
        """The tie parameter at which equal systems tie with this share."""

    def log_likelihood(self, wins: Floats, ties: Floats, losses: Floats, gap: Floats, eta: float) -> float:
        """Sum over rows; minus infinity where `eta` is off its scale."""

    def scores(self, wins: Floats, ties: Floats, losses: Floats, gap: Floats, eta: float) -> tuple[Floats, Floats]:
        """Per row, first derivatives by gap and by `eta`."""

    def information(
        self, wins: Floats, ties: Floats, losses: Floats, gap: Floats, eta: float
    ) -> tuple[Floats, Floats, Floats]:
        """Per row, minus the second derivatives: by gap twice, by gap and `eta`, by `eta` twice."""


class HalfTies:
    """P(win) : P(loss) = πi : πj (Bradley & Terry, Biometrika 1952; 39:324); a tie is half a win for each side."""

    has_tie_parameter = False

    def start(self, tied: float) -> float:
        """There is no tie parameter."""
        return 0.0

    def log_likelihood(self, wins: Floats, ties: Floats, losses: Floats, gap: Floats, eta: float) -> float:
        """Of wins and losses with the halves added."""
        return float(((wins + ties / 2) * log_expit(gap) + (losses + ties / 2) * log_expit(-gap)).sum())

    def scores(self, wins: Floats, ties: Floats, losses: Floats, gap: Floats, eta: float) -> tuple[Floats, Floats]:
        """Wins beyond expectation."""
        return wins + ties / 2 - (wins + ties + losses) * expit(gap), np.zeros_like(gap)

    def information(
        self, wins: Floats, ties: Floats, losses: Floats, gap: Floats, eta: float
    ) -> tuple[Floats, Floats, Floats]:
        """Binomial variance."""
        nothing = np.zeros_like(gap)
        return (wins + ties + losses) * expit(gap) * expit(-gap), nothing, nothing


class Davidson:
    """P(win) : P(tie) : P(loss) = πi : ν√(πi πj) : πj, η = log ν (Davidson, JASA 1970; 65:317)."""

    has_tie_parameter = True

    def start(self, tied: float) -> float:
        """Invert ν / (2 + ν)."""
        return float(np.log(2 * tied / (1 - tied)))

    def log_likelihood(self, wins: Floats, ties: Floats, losses: Floats, gap: Floats, eta: float) -> float:
        """Multinomial, without its constant."""
        ceiling = np.maximum(np.abs(gap) / 2, eta)
        total = ceiling + np.log(np.exp(gap / 2 - ceiling) + np.exp(eta - ceiling) + np.exp(-gap / 2 - ceiling))
        return float(((wins - losses) * gap / 2 + ties * eta - (wins + ties + losses) * total).sum())

    def scores(self, wins: Floats, ties: Floats, losses: Floats, gap: Floats, eta: float) -> tuple[Floats, Floats]:
        """Half the surplus of wins, and ties, beyond expectation."""
        win, tie, loss = self._chances(gap, eta)
        n = wins + ties + losses
        return (wins - losses - n * (win - loss)) / 2, ties - n * tie

    def information(
        self, wins: Floats, ties: Floats, losses: Floats, gap: Floats, eta: float
    ) -> tuple[Floats, Floats, Floats]:
        """Multinomial covariance of half the surplus and of ties."""
        win, tie, loss = self._chances(gap, eta)
        n, surplus = wins + ties + losses, win - loss
        return n * (win + loss - surplus * surplus) / 4, -n * surplus * tie / 2, n * tie * (1 - tie)

    def _chances(self, gap: Floats, eta: float) -> tuple[Floats, Floats, Floats]:
        ceiling = np.maximum(np.abs(gap) / 2, eta)
        win, tie, loss = np.exp(gap / 2 - ceiling), np.exp(eta - ceiling), np.exp(-gap / 2 - ceiling)
        total = win + tie + loss
        return win / total, tie / total, loss / total


class RaoKupper:
    """P(win) = πi / (πi + θ πj), P(loss) = πj / (θ πi + πj), η = log θ > 0 (Rao & Kupper, JASA 1967; 62:194)."""

    has_tie_parameter = True

    def start(self, tied: float) -> float:
        """Invert (θ - 1) / (θ + 1)."""
        return float(np.log((1 + tied) / (1 - tied)))

    def log_likelihood(self, wins: Floats, ties: Floats, losses: Floats, gap: Floats, eta: float) -> float:
        """P(tie) is (θ² - 1) P(win) P(loss), so each tie counts as a win, a loss and a constant."""
        if eta <= 0:
            return -np.inf
        towards = (wins + ties) * log_expit(gap - eta) + (losses + ties) * log_expit(-gap - eta)
        return float(towards.sum() + ties.sum() * (2 * eta + np.log(-np.expm1(-2 * eta))))

    def scores(self, wins: Floats, ties: Floats, losses: Floats, gap: Floats, eta: float) -> tuple[Floats, Floats]:
        """Wins and losses (ties count as both) beyond expectation."""
        up = (wins + ties) * expit(eta - gap)
        down = (losses + ties) * expit(eta + gap)
        return up - down, 2 * ties / -np.expm1(-2 * eta) - up - down

    def information(
        self, wins: Floats, ties: Floats, losses: Floats, gap: Floats, eta: float
    ) -> tuple[Floats, Floats, Floats]:
        """Observed, not expected, information."""
        up = (wins + ties) * expit(gap - eta) * expit(eta - gap)
        down = (losses + ties) * expit(-gap - eta) * expit(eta + gap)
        return up + down, down - up, up + down + ties / np.square(np.sinh(eta))
