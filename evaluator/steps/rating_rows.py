"""Rating --> plain rows by rater code and arm code: what is hashed at the lock, exported, and analysed."""

from collections.abc import Iterator
from typing import Any

from evaluator.canonical import comment_digest
from evaluator.models import Commitment, Rating, Study
from evaluator.steps.pair_names import PairName, pair_names

# Plain columns and no objects: the lock reads all of them while nobody can write.
COLUMNS = {
    "slot": "assignment__slot__number",
    "position": "assignment__position",
    "rater": "rater__code",
    "repeat": "assignment__repeat",
    "revision": "revision",
    "shown_swapped": "shown_swapped",
    "grade": "grade",
    "both_bad": "both_bad",
    "cant_judge": "cant_judge",
    "criteria": "criteria",
    "wrong": "wrong",
    "active_ms": "active_ms",
    "at": "created_at",
}


def rating_rows(study: Study) -> list[dict[str, Any]]:
    """Return all revisions of all ratings in the schedule's order; comments as digests only (they quote the texts)."""
    return list(each_rating_row(study))


def each_rating_row(study: Study) -> Iterator[dict[str, Any]]:
    """Give the same rows one by one, for studies that should not be held in memory whole."""
    names = pair_names(study)
    rows = (
        Rating.objects.filter(assignment__slot__study=study)
        .order_by("assignment__slot__number", "assignment__position", "revision")
        .values_list("assignment__pair_id", "comment", *COLUMNS.values())
    )
    # A draft has no nonce, and no ratings either.
    nonce = Commitment.objects.filter(study=study).values_list("nonce", flat=True).first() or ""
    return (_row(nonce, names[pair], comment, values) for pair, comment, *values in rows.iterator(chunk_size=2000))


def comments_of(study: Study) -> dict[str, str]:
    """Return the raters' comments by "slot/position/revision"; not before the reveal, since they quote texts by side."""
    rows = Rating.objects.filter(assignment__slot__study=study).exclude(comment="")
    return {
        f"{slot}/{position}/{revision}": comment
        for slot, position, revision, comment in rows.order_by(
            "assignment__slot__number", "assignment__position"
        ).values_list("assignment__slot__number", "assignment__position", "revision", "comment")
    }


def _row(nonce: str, pair: PairName, comment: str, values: list[Any]) -> dict[str, Any]:
    digest = comment_digest(nonce, comment) if comment else None
    return {**dict(zip(COLUMNS, values, strict=True)), **pair._asdict(), "comment_hmac": digest}
