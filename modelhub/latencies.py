"""How long a table of a run takes, from its newest tables: never more rows than a page can wait for."""

from statistics import quantiles

from modelhub.models import GenerationRun

# Newest tables whose seconds are looked at.
N_RECENT = 2_000


def latencies_of(run: GenerationRun) -> tuple[float, float] | None:
    """Return median and 95th percentile of a table's seconds; None below two tables."""
    ended = run.items.exclude(finished_at=None).order_by("-finished_at")
    seconds = list(ended.values_list("seconds", flat=True)[:N_RECENT])
    if len(seconds) < 2:
        return None
    cuts = quantiles(seconds, n=20, method="inclusive")
    return cuts[9], cuts[18]
