"""Ratings done per table, by size band: squares for studies that fit on a page, counts of tables for larger ones."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q

from evaluator.models import Assignment, Study, StudyTable
from evaluator.stats.design import size_band

MAX_SQUARES = 300
# Shades of the heat: none, three steps, complete.
COMPLETE = 4
BANDS = (size_band(1), size_band(11), size_band(26))
LEVELS = ("none yet", "up to a third", "up to two thirds", "more than two thirds", "complete")


@dataclass(frozen=True, slots=True)
class Square:
    """One table: primary showings rated, of those that its raters and pairs make."""

    table: str
    n_done: int
    n_total: int

    @property
    def level(self) -> int:
        """Shade from 0 to 4."""
        return COMPLETE if self.n_done == self.n_total else -(-3 * self.n_done // self.n_total)


@dataclass(frozen=True, slots=True)
class Band:
    """Tables of one size: their squares, and how many there are of each shade."""

    name: str
    squares: tuple[Square, ...]

    @property
    def by_level(self) -> tuple[int, ...]:
        """Number of tables by shade, from none to complete."""
        counts = Counter(square.level for square in self.squares)
        return tuple(counts[level] for level in range(COMPLETE + 1))


@dataclass(frozen=True, slots=True)
class Heat:
    """All bands; `n_expected` ratings make a table complete, and tables with the same text from all arms are not shown."""

    bands: tuple[Band, ...]
    n_expected: int
    n_not_shown: int

    @property
    def as_squares(self) -> bool:
        """Tell whether a square per table still fits on the page."""
        return sum(len(band.squares) for band in self.bands) <= MAX_SQUARES


def heat_of(study: Study) -> Heat:
    """Count primary showings by table, in the order in which raters meet the tables."""
    counts = {
        row["pair__table"]: (row["done"], row["n"])
        for row in Assignment.objects.filter(pair__study=study, repeat=0)
        .values("pair__table")
        .annotate(n=Count("id"), done=Count("id", filter=Q(revision__gt=0)))
    }
    tables = list(
        StudyTable.objects.filter(study=study)
        .order_by("block", "table__name")
        .values_list("id", "table__name", "table__n_columns")
    )
    squares: defaultdict[str, list[Square]] = defaultdict(list)
    for pk, name, n_columns in tables:
        if pk in counts:
            squares[size_band(n_columns)].append(Square(name, *counts[pk]))
    return Heat(
        bands=tuple(Band(name, tuple(squares[name])) for name in BANDS if name in squares),
        n_expected=max((n for _, n in counts.values()), default=0),
        n_not_shown=len(tables) - len(counts),
    )
