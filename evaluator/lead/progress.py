"""How far a study is: counts and times only, nothing that depends on what raters answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import CharField, Count, Q
from django.db.models.functions import Cast, Substr

from evaluator.models import Assignment, Rating, Study

# "2026-11-22 14:0": enough of a timestamp for ten minutes, which fall on one local day in almost every time zone.
TEN_MINUTES = 15


@dataclass(frozen=True, slots=True)
class Totals:
    """Showings of the whole schedule, hidden repeats included."""

    n_done: int
    n_total: int

    @property
    def n_missing(self) -> int:
        """Showings without an answer."""
        return self.n_total - self.n_done


@dataclass(frozen=True, slots=True)
class Bucket:
    """First answers given within ten minutes, from `at` on, and how many of them have a measured time."""

    at: datetime
    n: int
    n_timed: int


def totals(study: Study) -> Totals:
    """Count a study's schedule."""
    counts = Assignment.objects.filter(slot__study=study).aggregate(
        n=Count("id"), done=Count("id", filter=Q(revision__gt=0))
    )
    return Totals(counts["done"], counts["n"])


def answer_buckets(study: Study) -> Sequence[Bucket]:
    """Return when first answers came, oldest first.

    Grouped as text: truncating timestamps costs SQLite a call into Python for every rating.
    """
    groups = (
        Rating.objects.filter(rater__study=study, revision=1)
        .annotate(start=Substr(Cast("created_at", CharField()), 1, TEN_MINUTES))
        .values("start")
        .annotate(n=Count("id"), n_timed=Count("active_ms"))
        .order_by("start")
    )
    return [
        Bucket(datetime.fromisoformat(f"{row['start']}0").replace(tzinfo=UTC), row["n"], row["n_timed"])
        for row in groups
    ]


def median_ms(study: Study, buckets: Sequence[Bucket]) -> int | None:
    """Return the median active time of first answers, the lower one of two; None when none was measured.

    The buckets say how many there are, which saves a walk over all ratings.
    """
    if not (n := sum(bucket.n_timed for bucket in buckets)):
        return None
    timed = Rating.objects.filter(rater__study=study, revision=1, active_ms__isnull=False)
    # Ratings may come in between the two queries; never fewer, so the place exists.
    return timed.order_by("active_ms").values_list("active_ms", flat=True)[(n - 1) // 2]
