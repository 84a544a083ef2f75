"""What would flip it: the chosen pair's claim again, without each rater in turn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluator.lead.report.directions import Claim, Direction, Kind, PairFigures, finding, read_off, strongest
from evaluator.lead.report.figures_as_text import listed
from evaluator.lead.report.naming import Naming
from evaluator.lead.report.plot import Figures, Mark, Scale, mark, scale_of
from evaluator.lead.report.verdict import KIND_WORDS, clause

MAX_ROWS = 12


@dataclass(frozen=True, slots=True)
class FlipRow:
    """The claim without one rater, and whether it then reads differently."""

    rater: str
    mark: Mark
    claim: str
    shown: bool
    flips: bool


@dataclass(frozen=True, slots=True)
class Robustness:
    """The claim on all votes and without each rater, those that flip it first; `n_more` rows are left out."""

    sentence: str
    scale: Scale
    whole: FlipRow
    rows: tuple[FlipRow, ...]
    n_more: int


def robustness(
    result: Mapping[str, Any],
    pair: PairFigures | None,
    focus: Direction,
    claims: Sequence[Claim],
    naming: Naming,
) -> Robustness | None:
    """Return how the pair's claim fares without each rater; None where fewer than two raters judged the pair."""
    without = {rater["rater"]: psi for rater in result["report"]["raters"] if (psi := psi_without(rater, focus))}
    if pair is None or len(without) < 2:
        return None
    margin = result["report"]["settings"]["margin"]
    kind, found = _claim(pair, focus, claims)
    scale = scale_of([pair["psi"], *without.values()], reference=0.5, margin=margin, least=0.2)
    rows = [
        _row(code, psi, kind, read_off(psi, kind, margin) or found, scale, found)
        for code, psi in sorted(without.items(), key=lambda item: (len(item[0]), item[0]))
    ]
    shown = sorted(rows, key=lambda row: not row.flips)[:MAX_ROWS]
    return Robustness(
        sentence=_sentence(rows, clause(kind, "shown", focus, naming, margin), found, kind),
        scale=scale,
        whole=_row("", pair["psi"], kind, found, scale, found),
        rows=tuple(shown),
        n_more=len(rows) - len(shown),
    )


def psi_without(rater: Mapping[str, Any], focus: Direction) -> Figures | None:
    """Return the win rate in this direction from everybody else's votes; None where there is none."""
    for row in rater["psi_without"]:
        if {row["system"], row["opponent"]} == set(focus) and row["psi"]["estimate"] is not None:
            return row["psi"] if row["system"] == focus[0] else turned(row["psi"])
    return None


def turned(psi: Mapping[str, Any]) -> Figures:
    """Return a win rate the other way round: figures are stored for one direction only."""
    sources = {"estimate": "estimate", "low": "high", "high": "low"}
    figures = {name: None if psi[source] is None else 1 - psi[source] for name, source in sources.items()}
    return {**figures, "note": psi["note"]}


def _claim(pair: PairFigures, focus: Direction, claims: Sequence[Claim]) -> tuple[Kind, str]:
    """Return the claim that was sealed for this direction, else the strongest that is shown."""
    for claim in claims:
        if (claim.arm, claim.than) == focus and (found := finding(pair, claim.kind)):
            return claim.kind, found
    return strongest(pair)


def _row(code: str, psi: Figures, kind: Kind, found: str, scale: Scale, whole: str) -> FlipRow:
    return FlipRow(code, mark(psi, scale), f"{KIND_WORDS[kind]}: {found}", found == "shown", found != whole)


def _sentence(rows: Sequence[FlipRow], claimed: str, found: str, kind: Kind) -> str:
    flipping = [row for row in rows if row.flips]
    if not flipping:
        return f"“{claimed}” is {found}, and stays {found} without any one of the raters."
    by_finding = {row.claim: [other.rater for other in flipping if other.claim == row.claim] for row in flipping}
    parts = [
        f"without {listed(codes, word='or')} it is {claim.removeprefix(f'{KIND_WORDS[kind]}: ')}"
        for claim, codes in by_finding.items()
    ]
    return f"“{claimed}” is {found}; {', '.join(parts)}."
