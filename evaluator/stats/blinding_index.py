"""Did the blinding hold: what raters guessed about the texts' writers, beside what was true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evaluator.stats.intervals import Estimate, undefined, z_quantile
from evaluator.stats.melded import sign_compatible
from evaluator.stats.tally import Floats, Ints


@dataclass(frozen=True, slots=True)
class Guess:
    """What one rater took one arm for, beside what it is; `guessed` is None for "can't tell"."""

    rater: str
    arm: str
    true_kind: str
    guessed: str | None


@dataclass(frozen=True, slots=True)
class ArmBlinding:
    """Bang's index of one arm or kind: 0 guessing at random, 1 everybody right, below 0 everybody misled."""

    name: str
    right: int
    wrong: int
    cant_tell: int
    index: Estimate


@dataclass(frozen=True, slots=True)
class Blinding:
    """Bang's index by arm and by true kind, and James's index over all: 0 unblinded, ½ random, 1 nobody could tell."""

    arms: tuple[ArmBlinding, ...]
    kinds: tuple[ArmBlinding, ...]
    james: Estimate


def blinding(guesses: Sequence[Guess], *, kinds: Sequence[str], confidence: float = 0.95) -> Blinding:
    """Blinding indices of all guesses; `kinds` are the kinds that could be chosen, "can't tell" apart.

    Intervals of an arm are exact (one guess per rater); those of kinds and of James's index take the guesses of one
    rater on several arms as independent, and so are too narrow if raters differ much. Raises ValueError for a kind
    that is not among `kinds`, or fewer than two of them.
    """
    places = {kind: i for i, kind in enumerate(dict.fromkeys(kinds))}
    if len(places) < 2:
        raise ValueError("a guess needs two kinds or more to choose from")
    for kind in (kind for guess in guesses for kind in (guess.true_kind, guess.guessed)):
        if kind is not None and kind not in places:
            raise ValueError(f"kind {kind!r} is none of {', '.join(places)}")
    table = np.zeros((len(places) + 1, len(places)), dtype=np.int64)
    for guess in guesses:
        row = len(places) if guess.guessed is None else places[guess.guessed]
        table[row, places[guess.true_kind]] += 1
    return Blinding(
        arms=_by(guesses, [guess.arm for guess in guesses], len(places), confidence),
        kinds=_by(guesses, [guess.true_kind for guess in guesses], len(places), confidence),
        james=james_index(table, confidence=confidence),
    )


def bang_index(right: int, wrong: int, cant_tell: int, *, kinds: int = 2, confidence: float = 0.95) -> Estimate:
    """Bang's index (Control Clin Trials 2004; 25:143) of one arm, (right - wrong / (kinds - 1)) / all guesses.

    With two kinds it is Bang's; with more, a wrong guess weighs less so that random guessing still gives 0. The
    interval is exact (sign_compatible) and not Bang's normal one, which a handful of raters can't carry.
    """
    n = right + wrong + cant_tell
    return sign_compatible(right, wrong, n, confidence=confidence, chance=1 / kinds)


def bang_normal(right: int, wrong: int, cant_tell: int, *, confidence: float = 0.95) -> Estimate:
    """Bang's index for two kinds with the normal interval of the paper, for comparison with published figures."""
    n = right + wrong + cant_tell
    if n == 0:
        return undefined("there are no guesses")
    index = (right - wrong) / n
    half = z_quantile(confidence) * (((right + wrong) / n - index**2) / n) ** 0.5
    return Estimate(index, max(-1.0, index - half), min(1.0, index + half))


def james_index(table: Ints, *, confidence: float = 0.95) -> Estimate:
    """James's index (Stat Med 1996; 15:1421) of a (guessed kinds and last "can't tell", true kinds) table.

    (1 + P_dk + (1 - P_dk) K) / 2, K = (P_do - P_de) / P_de of the definite guesses, weights right 0, wrong ½; 1 where
    nobody could tell. The interval is normal, by the jackknife over guesses, cut to [0, 1]. Formula and edge case as in
    R's package BI, which cites the paper's p. 1425.
    """
    n = int(table.sum())
    if n == 0:
        return undefined("there are no guesses")
    point = _james(table.astype(np.float64))
    if point is None:
        return undefined("all definite guesses and all arms are of one kind")
    # Leaving out any of the guesses in one cell gives the same replicate.
    cells = [(int(table[cell]), _without(table, cell)) for cell in zip(*table.nonzero(), strict=True)]
    replicates = [value for _, value in cells if value is not None]
    if len(replicates) < len(cells):
        return Estimate(point, note="no interval: it hangs on a single guess")
    weights = np.array([count for count, _ in cells], dtype=np.float64)
    spread = np.array(replicates) - float(weights @ replicates) / n
    half = z_quantile(confidence) * float((n - 1) / n * (weights @ np.square(spread))) ** 0.5
    if half == 0.0:
        return Estimate(point, note="no interval: nothing varies between guesses")
    return Estimate(point, max(0.0, point - half), min(1.0, point + half))


def _james(table: Floats) -> float | None:
    """The index, 1 when nobody could tell, None where chance alone explains everything."""
    shares = table / table.sum()
    cant_tell = float(shares[-1].sum())
    definite, kinds = shares[:-1], shares.shape[1]
    if not definite.any():
        return 1.0
    weights = (1 - np.eye(kinds)) / 2
    observed = float((weights * definite).sum()) / (1 - cant_tell)
    chance = float(definite.sum(axis=1) @ weights @ definite.sum(axis=0)) / (1 - cant_tell) ** 2
    if chance <= 0.0:
        return None
    return (1 + cant_tell + (1 - cant_tell) * (observed - chance) / chance) / 2


def _without(table: Ints, cell: tuple[np.intp, ...]) -> float | None:
    fewer = table.astype(np.float64)
    fewer[cell] -= 1
    return _james(fewer) if fewer.any() else None


def _by(guesses: Sequence[Guess], names: Sequence[str], kinds: int, confidence: float) -> tuple[ArmBlinding, ...]:
    results = []
    for name in sorted(set(names)):
        own = [guess for guess, other in zip(guesses, names, strict=True) if other == name]
        right = sum(guess.guessed == guess.true_kind for guess in own)
        unable = sum(guess.guessed is None for guess in own)
        wrong = len(own) - right - unable
        index = bang_index(right, wrong, unable, kinds=kinds, confidence=confidence)
        results.append(ArmBlinding(name, right, wrong, unable, index))
    return tuple(results)
