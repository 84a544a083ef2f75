"""Answers as small numbers, and what each is worth."""

import numpy as np

from evaluator.stats.outcomes import Outcome

WIN, TIE, LOSS, BOTH_BAD, CANT_JUDGE = range(5)
CODES = {
    Outcome.A: WIN,
    Outcome.TIE: TIE,
    Outcome.B: LOSS,
    Outcome.BOTH_BAD: BOTH_BAD,
    Outcome.CANT_JUDGE: CANT_JUDGE,
}
# The same answer with the two systems named the other way round.
MIRRORED = np.array([LOSS, TIE, WIN, BOTH_BAD, CANT_JUDGE])
# The nominal scale of agreement: "both bad" prefers neither, so it joins the ties.
NOMINAL = np.array([WIN, TIE, LOSS, TIE, -1])
HALF_POINTS = np.array([2, 1, 0, 1, 0])
LEFT, RIGHT, UNSEEN = 1, 0, -1
SIDES = {"a": LEFT, "b": RIGHT, None: UNSEEN}
NO_GRADE = -9
# A time or a length that nobody wrote down.
UNKNOWN = -1
