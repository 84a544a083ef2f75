"""The selection as rows of a file: one per version and study, so that a spreadsheet can weigh it in other ways."""

from collections.abc import Iterator, Sequence

from evaluator.csv_safe import Cell
from modelhub.selection.evidence import Comparison
from modelhub.selection.options import Option, Selection

HEAD = (
    "version", "kind", "licence", "licence_policy", "reference", "study", "simulated_raters", "win_rate", "low", "high",
    "tables", "ratings", "raters", "valid_percent", "p50_s", "p95_s", "tables_per_hour", "memory_gb", "smallest_gpu",
    "usd_per_1000_tables", "device_busy_percent", "break_even_against", "break_even_of", "break_even_busy_percent",
    "dominated_by",
)  # fmt: skip


def table_rows(selection: Selection) -> Iterator[Sequence[Cell]]:
    """Yield the head and the rows; a version that was not judged against the reference has one without win rate."""
    yield HEAD
    for option in selection.options:
        for pair in option.quality or (None,):
            yield (*_who(option), *_quality(selection, pair), *_figures(option), *_cost(selection, option))


def _who(option: Option) -> tuple[Cell, ...]:
    version = option.version
    return (version.name, version.kind, version.licence, str(option.permission))


def _quality(selection: Selection, pair: Comparison | None) -> tuple[Cell, ...]:
    reference = selection.reference.name if selection.reference else None
    if pair is None:
        return (reference, *(None,) * 8)
    return (
        reference,
        pair.study_name,
        "yes" if pair.simulated else "no",
        *(_number(one, 4) for one in (pair.estimate, pair.low, pair.high)),
        pair.n_tables,
        pair.n_votes,
        pair.n_raters,
    )


def _figures(option: Option) -> tuple[Cell, ...]:
    figures, version = option.figures, option.version
    return (
        _number(figures.valid_percent if figures else None, 2),
        # Annotated by the query of all versions.
        *(_number(getattr(version, name), 3) for name in ("p50_s", "p95_s")),
        _number(figures.tables_per_hour if figures else None, 1),
        option.needed_gb,
        option.gpu,
    )


def _cost(selection: Selection, option: Option) -> tuple[Cell, ...]:
    even = option.break_even
    return (
        None if option.usd_per_1000 is None else f"{option.usd_per_1000:.6f}",
        selection.asked.busy if option.figures and option.figures.on_device else None,
        selection.against.name if selection.against else None,
        even.whose if even else None,
        _number(float(even.percent), 3) if even and even.percent is not None else None,
        "; ".join(option.dominated_by) or None,
    )


def _number(value: float | None, digits: int) -> str | None:
    return None if value is None else f"{value:.{digits}f}"
