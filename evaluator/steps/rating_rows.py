"""Rating --> plain rows by rater code and arm code: what is hashed at the lock, exported, and analysed."""

from collections.abc import Iterator
from typing import Any

from evaluator.canonical import sha256_hex
from evaluator.models import Rating, Study


def rating_rows(study: Study) -> list[dict[str, Any]]:
    """Return all revisions of all ratings in the schedule's order; comments as digests only (they quote the texts)."""
    return list(each_rating_row(study))


def each_rating_row(study: Study) -> Iterator[dict[str, Any]]:
    """Give the same rows one by one, for studies that should not be held in memory whole."""
    ratings = (
        Rating.objects.filter(assignment__slot__study=study)
        .select_related(
            "rater",
            "assignment__slot",
            "assignment__pair__first__arm",
            "assignment__pair__second__arm",
            "assignment__pair__table__table",
        )
        .defer(
            "assignment__pair__first__description",
            "assignment__pair__first__comments",
            "assignment__pair__second__description",
            "assignment__pair__second__comments",
            "assignment__pair__table__table__original",
            "assignment__pair__table__table__ddl",
            "assignment__pair__table__table__columns",
            "assignment__pair__table__table__sample_rows",
        )
        .order_by("assignment__slot__number", "assignment__position", "revision")
    )
    return map(_row, ratings.iterator(chunk_size=2000))


def comments_of(study: Study) -> dict[str, str]:
    """Return the raters' comments by "slot/position/revision"; not before the reveal, since they quote texts by side."""
    rows = Rating.objects.filter(assignment__slot__study=study).exclude(comment="")
    return {
        f"{slot}/{position}/{revision}": comment
        for slot, position, revision, comment in rows.order_by(
            "assignment__slot__number", "assignment__position"
        ).values_list("assignment__slot__number", "assignment__position", "revision", "comment")
    }


def _row(rating: Rating) -> dict[str, Any]:
    assignment = rating.assignment
    return {
        "slot": assignment.slot.number,
        "position": assignment.position,
        "rater": rating.rater.code,
        "table": assignment.pair.table.table.digest,
        "first": assignment.pair.first.arm.code,
        "second": assignment.pair.second.arm.code,
        "repeat": assignment.repeat,
        "revision": rating.revision,
        "shown_swapped": rating.shown_swapped,
        "grade": rating.grade,
        "both_bad": rating.both_bad,
        "cant_judge": rating.cant_judge,
        "criteria": rating.criteria,
        "wrong": rating.wrong,
        "comment_sha256": sha256_hex(rating.comment.encode()) if rating.comment else None,
        "active_ms": rating.active_ms,
        "at": rating.created_at,
    }
