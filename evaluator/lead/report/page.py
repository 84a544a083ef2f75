"""The whole report page of an analysed study."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evaluator.lead.report.agreement import Agreement, Position, RaterRow, agreement, position, rater_rows
from evaluator.lead.report.beside import BesideRow, beside
from evaluator.lead.report.comparisons import Criteria, DirectionRow, Forest, both_ways, criteria, forest, pair_key
from evaluator.lead.report.directions import Claim, Direction, by_direction, leading
from evaluator.lead.report.explorer import Explorer, Filters, explorer
from evaluator.lead.report.methods import Guesses, Methods, guesses, methods
from evaluator.lead.report.naming import SEALED, Naming
from evaluator.lead.report.ranking import RankTable, rank_table
from evaluator.lead.report.robustness import Robustness, robustness
from evaluator.lead.report.verdict import Reading, lede, readings, verdict
from evaluator.models import Analysis, Study

FOREST = "forest"


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the reveal adds: names and true kinds of writers by arm code, the claims sealed with them, a named figure.

    `blinding` are the measured blinding indices, None until the worker has them.
    """

    naming: Naming = SEALED
    kinds: Mapping[str, str] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    forest: str = FOREST
    blinding: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class PairChoice:
    """One pair of the selection; `key` stands in addresses."""

    key: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Everything that the report's templates show."""

    study: Study
    revealed: bool
    simulated: bool
    margin: float | None
    looked: bool
    verdict: str
    lede: str
    claims: tuple[Reading, ...]
    n: Mapping[str, int]
    n_domains: int
    n_assigned: int
    forest: Forest
    directions: tuple[DirectionRow, ...]
    robustness: Robustness | None
    beside: tuple[BesideRow, ...]
    agreement: Agreement
    ranking: RankTable | None
    criteria: Criteria
    raters: tuple[RaterRow, ...]
    position: Position
    pairs: tuple[PairChoice, ...]
    focus: str
    first: str
    second: str
    initials: tuple[str, str]
    explorer: Explorer
    guesses: Guesses
    methods: Methods
    figures: tuple[str, ...]


def report_page(study: Study, analysis: Analysis, *, pair: str, filters: Filters, envelope: Envelope) -> ReportPage:
    """Return the report: by arm code with the sealed envelope, by name with an open one."""
    result, naming = analysis.result, envelope.naming
    pairs = by_direction(result)
    order = leading(pairs, envelope.claims)
    focus = chosen_direction(order, pair, study)
    margin = result["report"]["settings"]["margin"]
    return ReportPage(
        study=study,
        revealed=naming.revealed,
        simulated=study.simulated,
        margin=margin,
        looked=result["report"]["settings"]["looked"],
        verdict=verdict(pairs, order, envelope.claims, naming, margin),
        lede=lede(pairs, order, naming),
        claims=tuple(readings(pairs, envelope.claims, naming, margin)),
        n=result["report"]["n"],
        n_domains=study.tables.exclude(table__domain="").values("table__domain").distinct().count(),
        n_assigned=result["flow"]["assigned"],
        forest=forest(pairs, order, naming, margin),
        directions=both_ways(pairs, order, naming),
        robustness=robustness(result, pairs.get(focus), focus, envelope.claims, naming),
        beside=beside(result, focus, naming),
        agreement=agreement(result, order, naming),
        ranking=rank_table(result, naming),
        criteria=criteria(result, order, focus, naming),
        raters=rater_rows(result, focus),
        position=position(result),
        pairs=pair_choices(order, focus, naming),
        focus=pair_key(focus),
        first=naming.head(focus[0]),
        second=naming.of(focus[1]),
        initials=naming.letters(*focus),
        explorer=explorer(study, result, focus, filters, naming),
        guesses=guesses(study, naming, envelope.kinds, envelope.blinding),
        methods=methods(study, analysis, naming),
        figures=figure_names(analysis, envelope),
    )


def figure_names(analysis: Analysis, envelope: Envelope) -> tuple[str, ...]:
    """Return the figures to offer; the forest by code stands in until the worker has drawn the named one."""
    drawn = set(analysis.figures.values_list("name", flat=True))
    forest = envelope.forest if envelope.forest in drawn else FOREST
    return tuple(name for name in (forest, "agreement") if name in drawn)


def pair_choices(order: Sequence[Direction], focus: Direction, naming: Naming) -> tuple[PairChoice, ...]:
    """Return all pairs for a selection."""
    return tuple(
        PairChoice(pair_key(d), f"{naming.head(d[0])} over {naming.of(d[1])}", chosen=d == focus) for d in order
    )


def chosen_direction(order: Sequence[Direction], asked: str, study: Study) -> Direction:
    """Return the pair that the address names, in the page's own direction; the first one otherwise."""
    wanted = {pair_key(d): d for d in order}
    if asked in wanted:
        return wanted[asked]
    if order:
        return order[0]
    # Nobody has rated anything: the codes still name the page's parts.
    first, second, *_ = sorted(study.arms.values_list("code", flat=True))
    return first, second
