"""Problems that raters reported: the table and the remark, never a side or an arm."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from evaluator.models import ProblemReport, Study

N_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """One remark."""

    table: str
    rater: str
    text: str
    at: datetime


def problems_of(study: Study) -> tuple[Sequence[Problem], int]:
    """Return the latest remarks, newest first, and how many there are; none from the lock to the reveal.

    A remark may quote a text, and from the lock on the lead can look up which arm stood on which side.
    """
    reports = ProblemReport.objects.filter(rater__study=study).order_by("-id")
    if study.state == Study.State.LOCKED:
        return [], reports.count()
    rows = reports.values_list("assignment__pair__table__table__name", "rater__code", "text", "created_at")
    return [Problem(*row) for row in rows[:N_SHOWN]], reports.count()
