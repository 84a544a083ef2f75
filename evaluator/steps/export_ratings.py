"""Locked ratings --> rows of a table that `python -m evaluator.stats` reads: the latest revision of every answer."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from evaluator.csv_safe import Cell, csv_lines, neutral
from evaluator.models import Study
from evaluator.pieces import in_pieces
from evaluator.steps.advance_study import NotNow
from evaluator.steps.rating_rows import each_rating_row
from evaluator.steps.text_lengths import text_lengths
from evaluator.steps.votes import Row, votes_of

COLUMNS = (
    "item_id",
    "rater_id",
    "system_a",
    "system_b",
    "outcome",
    "shown_left",
    "repeat",
    "grade",
    "length_a",
    "length_b",
    "elapsed_ms",
    "cant_judge",
    "position",
    "revision",
    "rated_at",
    "table_digest",
    "simulated",
)


@dataclass(frozen=True, slots=True)
class _Labels:
    """What stands for tables and arms, and how long texts are by (arm code, table digest)."""

    tables: Mapping[str, str]
    systems: Mapping[str, str]
    # Empty until the reveal: the length of its texts tells an arm.
    lengths: Mapping[tuple[str, str], int]
    simulated: str


def export_ratings(study: Study, *, names: Mapping[str, str] | None = None) -> Iterator[str]:
    """Return a CSV file in pieces, by arm code or, after the reveal, by the names given for the codes.

    Raises NotNow before the lock, and for names before the reveal.
    """
    study = Study.objects.get(pk=study.pk)
    if study.state not in {Study.State.LOCKED, Study.State.REVEALED}:
        raise NotNow(f"The study is {study.state}; ratings are exported from the lock on.")
    if names is not None and study.state != Study.State.REVEALED:
        raise NotNow("The envelope is sealed until the reveal.")
    return in_pieces(csv_lines(_rows(study, _labels(study, names))))


def _rows(study: Study, labels: _Labels) -> Iterator[tuple[Cell, ...]]:
    criteria: list[str] = study.criteria
    yield (*COLUMNS, *(f"criterion: {name}" for name in criteria))
    for _, revisions in groupby(each_rating_row(study), key=itemgetter("slot", "position")):
        *_, last = revisions
        yield (*_cells(last, labels), *(last["criteria"].get(name) for name in criteria))


def _cells(row: Row, labels: _Labels) -> tuple[Cell, ...]:
    (vote,) = votes_of([row])
    return (
        labels.tables[vote.table],
        vote.rater,
        labels.systems[vote.system_a],
        labels.systems[vote.system_b],
        vote.outcome.value,
        vote.shown_left,
        vote.repeat,
        vote.grade,
        labels.lengths.get((vote.system_a, vote.table)),
        labels.lengths.get((vote.system_b, vote.table)),
        vote.active_ms,
        row["cant_judge"],
        row["position"],
        row["revision"],
        row["at"].isoformat(),
        vote.table,
        labels.simulated,
    )


def _labels(study: Study, names: Mapping[str, str] | None) -> _Labels:
    return _Labels(
        tables=_table_names(study),
        systems=names or {code: code for code in study.arms.values_list("code", flat=True)},
        lengths=text_lengths(study) if names else {},
        simulated="yes" if study.simulated else "no",
    )


def _table_names(study: Study) -> dict[str, str]:
    """Return names by digest; equal names within a set are told apart by the digest's beginning."""
    rows = dict(study.tables.values_list("table__digest", "table__name"))
    # As a spreadsheet and the reader of the statistics will have them: neutralised and stripped.
    times = Counter(str(neutral(name)).strip() for name in rows.values())
    return {
        digest: name if name.strip() and times[str(neutral(name)).strip()] == 1 else f"{name} ({digest[:12]})"
        for digest, name in rows.items()
    }
