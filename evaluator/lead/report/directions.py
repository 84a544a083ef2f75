"""Which direction of each pair leads, and what its interval says: better, not worse, equivalent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["better", "not_worse", "equivalent"]
KEY_OF_KIND = {"better": "superiority", "not_worse": "non_inferiority", "equivalent": "equivalence"}
SHOWN, REFUTED, INCONCLUSIVE = "shown", "refuted", "inconclusive"

Direction = tuple[str, str]
PairFigures = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Claim:
    """A directed hypothesis that was sealed with the key: `arm` against `than`, by arm code."""

    kind: Kind
    arm: str
    than: str


def by_direction(result: Mapping[str, Any]) -> dict[Direction, PairFigures]:
    """Return the figures of both directions of every pair."""
    return {(pair["system"], pair["opponent"]): pair for pair in result["report"]["pairs"]}


def leading(pairs: Mapping[Direction, PairFigures], claims: Sequence[Claim]) -> list[Direction]:
    """Return one direction per pair: claims first and as they were claimed, then the better side first, best on top."""
    claimed = [(claim.arm, claim.than) for claim in claims if (claim.arm, claim.than) in pairs]
    chosen = list(dict.fromkeys(claimed))
    settled = {frozenset(direction) for direction in chosen}
    others = [d for d in pairs if frozenset(d) not in settled and _leads(d, pairs[d])]
    return chosen + sorted(others, key=lambda d: (-(pairs[d]["psi"]["estimate"] or 0.0), d))


def finding(pair: PairFigures, kind: Kind) -> str | None:
    """Return what the interval says of a claim; None for claims that need a margin when the study has none."""
    if pair["verdict"] is not None:
        return str(pair["verdict"][KEY_OF_KIND[kind]])
    return read_off(pair["psi"], kind, None)


def read_off(psi: Mapping[str, Any], kind: Kind, margin: float | None) -> str | None:
    """Read a claim off an interval as the analysis does; None for claims that need a margin when there is none."""
    if kind != "better" and margin is None:
        return None
    low, high = psi["low"], psi["high"]
    if low is None or high is None:
        return INCONCLUSIVE
    floor = 0.5 if kind == "better" else 0.5 - (margin or 0.0)
    if kind == "equivalent":
        ceiling = 0.5 + (margin or 0.0)
        return SHOWN if floor < low and high < ceiling else REFUTED if high < floor or low > ceiling else INCONCLUSIVE
    return SHOWN if low > floor else REFUTED if high < floor else INCONCLUSIVE


def strongest(pair: PairFigures) -> tuple[Kind, str]:
    """Return the strongest claim that is shown, or "better" with what is known of it."""
    for kind in ("better", "equivalent", "not_worse"):
        if finding(pair, kind) == SHOWN:
            return kind, SHOWN
    return "better", finding(pair, "better") or INCONCLUSIVE


def _leads(direction: Direction, pair: PairFigures) -> bool:
    estimate = pair["psi"]["estimate"]
    even = estimate is None or estimate == 0.5
    return direction[0] < direction[1] if even else bool(estimate > 0.5)
