"""The forest of win rates, the claims both ways, and the criteria: each pair's figures as rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluator.lead.report.directions import Direction, PairFigures, finding, strongest
from evaluator.lead.report.figures_as_text import p_value
from evaluator.lead.report.naming import Naming
from evaluator.lead.report.plot import Mark, Scale, mark, scale_of
from evaluator.lead.report.verdict import KIND_WORDS

# Rows of criteria for more pairs than this would bury the page: then only the chosen pair's are shown.
MAX_CRITERIA_PAIRS = 6


@dataclass(frozen=True, slots=True)
class PairRow:
    """One line of a forest; `key` names the pair in addresses."""

    key: str
    first: str
    second: str
    wins: int
    ties: int
    losses: int
    n_tables: int
    mark: Mark
    claim: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Forest:
    """Rows on one scale."""

    scale: Scale
    rows: tuple[PairRow, ...]


@dataclass(frozen=True, slots=True)
class DirectionRow:
    """What the interval says of one arm against another; None where a claim needs a margin and there is none."""

    first: str
    second: str
    turned: bool
    value: str
    interval: str
    findings: tuple[str | None, ...]
    p: str
    p_holm: str
    n_tables: int
    both_bad: int
    cant_judge: int
    identical: int


@dataclass(frozen=True, slots=True)
class CriterionGroup:
    """One pair's result on every criterion; the row's `first` is the criterion."""

    first: str
    second: str
    rows: tuple[PairRow, ...]


@dataclass(frozen=True, slots=True)
class Criteria:
    """All criteria on one scale."""

    scale: Scale
    groups: tuple[CriterionGroup, ...]


def pair_key(direction: Direction) -> str:
    """Return the direction as it stands in addresses."""
    return "-".join(direction)


def forest(
    pairs: Mapping[Direction, PairFigures], order: Sequence[Direction], naming: Naming, margin: float | None
) -> Forest:
    """Return one row per pair in the given directions."""
    scale = scale_of([pairs[d]["psi"] for d in order], reference=0.5, margin=margin, least=0.2)
    return Forest(scale, tuple(_row(d, pairs[d], naming, scale, _badge(pairs[d])) for d in order))


def both_ways(
    pairs: Mapping[Direction, PairFigures], order: Sequence[Direction], naming: Naming
) -> tuple[DirectionRow, ...]:
    """Return both directions of every pair, one below the other."""
    return tuple(
        _direction(d, pairs[d], naming, turned=turned)
        for first, second in order
        for d, turned in (((first, second), False), ((second, first), True))
    )


def criteria(result: Mapping[str, Any], order: Sequence[Direction], focus: Direction, naming: Naming) -> Criteria:
    """Return each criterion's win rates; a criterion that nobody answered has no row."""
    shown = order if len(order) <= MAX_CRITERIA_PAIRS else [focus]
    figures = {
        (pair["system"], pair["opponent"], part["criterion"]): pair
        for part in result["criteria"]
        for pair in part["pairs"]
    }
    wanted = [(d, part["criterion"]) for d in shown for part in result["criteria"]]
    known = [figures[*d, name] for d, name in wanted if (*d, name) in figures]
    scale = scale_of([pair["psi"] for pair in known], reference=0.5, margin=None, least=0.2)
    groups = [_group(d, figures, [name for at, name in wanted if at == d], naming, scale) for d in shown]
    return Criteria(scale, tuple(group for group in groups if group.rows))


def _group(
    direction: Direction,
    figures: Mapping[tuple[str, str, str], PairFigures],
    names: Sequence[str],
    naming: Naming,
    scale: Scale,
) -> CriterionGroup:
    there = [(name, figures[*direction, name]) for name in names if (*direction, name) in figures]
    rows = tuple(_row((name, ""), pair, naming, scale, ("", False), label=name) for name, pair in there)
    return CriterionGroup(naming.head(direction[0]), naming.of(direction[1]), rows)


def _row(
    direction: Direction,
    pair: PairFigures,
    naming: Naming,
    scale: Scale,
    badge: tuple[str, bool],
    *,
    label: str | None = None,
) -> PairRow:
    return PairRow(
        key=pair_key(direction),
        first=label or naming.head(direction[0]),
        second=naming.of(direction[1]),
        wins=pair["wins"],
        ties=pair["ties"] + pair["both_bad"],
        losses=pair["losses"],
        n_tables=pair["n_tables"],
        mark=mark(pair["psi"], scale),
        claim=badge[0],
        shown=badge[1],
    )


def _badge(pair: PairFigures) -> tuple[str, bool]:
    kind, found = strongest(pair)
    return f"{KIND_WORDS[kind]}: {found}", found == "shown"


def _direction(direction: Direction, pair: PairFigures, naming: Naming, *, turned: bool) -> DirectionRow:
    whole = mark(pair["psi"], Scale(0.0, 1.0))
    return DirectionRow(
        first=naming.head(direction[0]),
        second=naming.of(direction[1]),
        turned=turned,
        value=whole.value,
        interval=whole.interval,
        findings=tuple(finding(pair, kind) for kind in KIND_WORDS),
        p=p_value(pair["p"]),
        p_holm=p_value(pair["p_holm"]),
        n_tables=pair["n_tables"],
        both_bad=pair["both_bad"],
        cant_judge=pair["cant_judge"],
        identical=pair["identical"],
    )
