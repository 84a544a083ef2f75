"""What became of all drafts: kept, or rejected by which filter."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

# In the order in which they are asked; a draft is counted at the first that rejects it.
FILTERS = {
    "no_draft": "the teacher refused, failed or took too long",
    "not_create_table": "no CREATE TABLE that can be read, or several",
    "too_few_columns": "fewer than three columns",
    "length": "a description of fewer than two or more than four sentences",
    "lists_columns": "a description that lists the columns",
    "hyperbole": "praise instead of information",
    "comment_mismatch": "comments missing, invented, repeating the name, exchanged, or about something else",
    "near_duplicate": "nearly the same as an earlier example",
    "overlap": "too much like a test table",
}


@dataclass(frozen=True, slots=True)
class FilterCount:
    """One filter: how many drafts reached it, and how many of them it rejected."""

    name: str
    rule: str
    n_seen: int
    n_rejected: int


@dataclass(frozen=True, slots=True)
class FilterReport:
    """Counts per filter in their order; seen less rejected of one is seen of the next."""

    n_written: int
    n_accepted: int
    filters: tuple[FilterCount, ...]

    def as_json(self) -> dict[str, object]:
        """Return the report as plain values."""
        filters = [
            {"filter": one.name, "rule": one.rule, "seen": one.n_seen, "rejected": one.n_rejected}
            for one in self.filters
        ]
        return {"written": self.n_written, "accepted": self.n_accepted, "filters": filters}


def report_of(n_accepted: int, rejected_by: Iterable[str]) -> FilterReport:
    """Return the report for so many accepted drafts and the name of the filter for every rejected one."""
    counts = Counter(rejected_by)
    if unknown := counts.keys() - FILTERS.keys():
        raise ValueError(f"no such filter: {', '.join(sorted(unknown))}")
    n_written = n_seen = n_accepted + counts.total()
    filters = []
    for name, rule in FILTERS.items():
        filters.append(FilterCount(name, rule, n_seen, counts[name]))
        n_seen -= counts[name]
    return FilterReport(n_written, n_accepted, tuple(filters))
