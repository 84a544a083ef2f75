"""Agreement: the coefficients as a forest, κ of every two raters as a heat table, and each rater beside the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluator.lead.report.directions import Direction
from evaluator.lead.report.figures_as_text import interval, percent, seconds, two
from evaluator.lead.report.naming import Naming
from evaluator.lead.report.plot import Mark, Scale, mark, scale_of
from evaluator.lead.report.robustness import psi_without

# Says something only where somebody found both bad.
BOTH_BAD_APART = "alpha_both_bad_apart"
MEASURES = (
    ("raw", "Raw agreement"),
    ("ac1", "Gwet’s AC1"),
    ("alpha_nominal", "Krippendorff’s α, nominal"),
    ("alpha_ordinal", "Krippendorff’s α, ordinal"),
    (BOTH_BAD_APART, "α with “both bad” apart"),
    ("fleiss_kappa", "Fleiss’ κ"),
)
# A square per pair of raters can't be read beyond this.
MAX_HEAT_RATERS = 16
HEAT_FROM = (0.2, 0.4, 0.6)


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One line: what it is, over how many tables, and where it stands; `part` lines are one pair's."""

    name: str
    mark: Mark
    part: bool


@dataclass(frozen=True, slots=True)
class HeatCell:
    """κ of two raters, its shade (0 to 3), the number of pairs that both rated, its interval; blank on the diagonal."""

    text: str
    shade: int
    n: int
    interval: str


@dataclass(frozen=True, slots=True)
class Heat:
    """A square of raters."""

    raters: tuple[str, ...]
    rows: tuple[tuple[str, tuple[HeatCell, ...]], ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """All of it; `heat` is None when there are too few raters or too many."""

    scale: Scale
    coefficients: tuple[Coefficient, ...]
    heat: Heat | None

    @property
    def pooled(self) -> Coefficient:
        """Nominal α over all pairs, for the cover."""
        return self.coefficients[[key for key, _ in MEASURES].index("alpha_nominal")]


@dataclass(frozen=True, slots=True)
class RaterRow:
    """One rater's figures, already words."""

    code: str
    n: int
    median: str
    agrees: str
    repeats: str
    n_repeats: int
    left: str
    left_interval: str
    without: str
    without_interval: str


@dataclass(frozen=True, slots=True)
class Position:
    """How often the left text was chosen."""

    share: str
    interval: str
    n: int


def agreement(result: Mapping[str, Any], order: Sequence[Direction], naming: Naming) -> Agreement:
    """Return pooled coefficients and, with several pairs, nominal α of each: the primary figure."""
    figures = result["report"]["agreement"]
    by_pair = {frozenset((part["system"], part["opponent"])): part for part in figures["by_pair"]}
    parts = [(d, by_pair[frozenset(d)]) for d in order if frozenset(d) in by_pair] if len(order) > 1 else []
    measures = [m for m in MEASURES if m[0] != BOTH_BAD_APART or figures[m[0]] != figures["alpha_nominal"]]
    estimates = [figures[key] for key, _ in measures] + [part["alpha_nominal"] for _, part in parts]
    scale = scale_of(estimates, reference=None, margin=None, least=0.0)
    pooled = [Coefficient(name, mark(figures[key], scale), part=False) for key, name in measures]
    alphas = [
        Coefficient(f"α, {naming.of(d[0])} and {naming.of(d[1])}", mark(part["alpha_nominal"], scale), part=True)
        for d, part in parts
    ]
    return Agreement(scale, (*pooled, *alphas), _heat(figures["cohen_kappa"]))


def rater_rows(result: Mapping[str, Any], focus: Direction) -> tuple[RaterRow, ...]:
    """Return all raters in the order of their codes; "without" is the chosen pair's win rate from the others."""
    raters = sorted(result["report"]["raters"], key=lambda rater: _by_code(rater["rater"]))
    return tuple(_rater(rater, focus) for rater in raters)


def position(result: Mapping[str, Any]) -> Position:
    """Return the share of decided votes that chose the left text."""
    figures = result["report"]["position"]
    bounds = "" if figures["low"] is None else f"{percent(figures['low'])} to {percent(figures['high'])}"
    return Position(percent(figures["estimate"]), bounds, figures["n"])


def _heat(kappas: Sequence[Mapping[str, Any]]) -> Heat | None:
    cells = {
        pair: row for row in kappas for pair in ((row["rater_1"], row["rater_2"]), (row["rater_2"], row["rater_1"]))
    }
    raters = sorted({one for one, _ in cells}, key=_by_code)
    if not 2 <= len(raters) <= MAX_HEAT_RATERS:
        return None
    rows = tuple((one, tuple(_cell(cells.get((one, other))) for other in raters)) for one in raters)
    return Heat(tuple(raters), rows)


def _cell(row: Mapping[str, Any] | None) -> HeatCell:
    if row is None:
        return HeatCell("–", 0, 0, "")
    kappa = row["kappa"]
    shade = 0 if kappa is None else sum(kappa >= start for start in HEAT_FROM)
    return HeatCell(two(kappa), shade, row["n"], interval({**row, "estimate": kappa}))


def _rater(rater: Mapping[str, Any], focus: Direction) -> RaterRow:
    without = psi_without(rater, focus)
    chose = rater["chose_left"]
    return RaterRow(
        code=rater["rater"],
        n=rater["n"],
        median=seconds(rater["median_ms"]),
        agrees=two(rater["agrees_with_rest"]),
        repeats=two(rater["repeats_same"]),
        n_repeats=rater["n_repeats"],
        left=percent(chose["estimate"]),
        left_interval="" if chose["low"] is None else f"{percent(chose['low'])} to {percent(chose['high'])}",
        without=two(without["estimate"] if without else None),
        without_interval=interval(without) if without else "",
    )


def _by_code(code: str) -> tuple[int, str]:
    """R10 comes after R9."""
    return len(code), code
