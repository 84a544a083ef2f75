"""Votes of simulated raters with a known truth, for tests that an estimator finds it again."""

from collections.abc import Sequence

import numpy as np

from evaluator.stats.outcomes import Outcome, Vote
from evaluator.stats.sides import balanced_sides


def planted_votes(
    seed: int,
    *,
    n_tables: int = 62,
    n_raters: int = 4,
    gap: float = 0.0,
    table_sd: float = 1.0,
    rater_sd: float = 0.0,
    position: float = 0.0,
    length: float = 0.0,
    longer: float = 1.0,
    pairs: Sequence[tuple[str, str]] = (("x", "y"),),
) -> list[Vote]:
    """Logistic votes on balanced sides: `gap`, `position` and `length` (per unit of relative gap) in log odds.

    Texts of the first system are `longer` times as long as others.
    """
    rng = np.random.default_rng(seed)
    votes = []
    for pair in pairs:
        swapped = balanced_sides(n_tables, n_raters, rng)
        by_table, by_rater = rng.normal(0, table_sd, n_tables), rng.normal(0, rater_sd, n_raters)
        for table in range(n_tables):
            first, second = int(rng.integers(50, 400) * longer), int(rng.integers(50, 400))
            shift = gap + by_table[table] + length * (first - second) / (first + second)
            for rater in range(n_raters):
                side = -1 if swapped[table, rater] else 1
                seen = shift + by_rater[rater] + position * side + rng.logistic()
                grade = int(np.sign(seen)) * (int(abs(seen) > 0.5) + int(abs(seen) > 1.7))
                votes.append(
                    Vote(
                        f"t{table:03}",
                        f"r{rater}",
                        *pair,
                        Outcome.A if grade > 0 else Outcome.B if grade < 0 else Outcome.TIE,
                        grade=grade,
                        shown_left="a" if side > 0 else "b",
                        length_a=first,
                        length_b=second,
                    )
                )
    return votes
