"""A draft while it is being opened: whoever began last goes on, and only as long as nothing else changes it.

Opening takes several transactions, so that raters of other studies go on meanwhile; what holds them together is the
log, in which every change of a draft is an entry.
"""

from django.db import transaction
from django.db.models import QuerySet

from evaluator.models import LogEntry, Study
from evaluator.steps.advance_study import NotNow
from evaluator.steps.log_event import append_link

# The schedule is made of slots, whoever fills them.
NO_CHANGE = ("rater_joined",)
OPENINGS = ("opening_asked", "opening_begun")
CHANGED = "The draft was changed while it was being opened. Look at it once more, then open it."


class Overtaken(NotNow):
    """Another opening of the same draft began later, and goes on instead of this one."""


@transaction.atomic
def begin_opening(study: Study, *, actor: str, asked_seq: int | None = None) -> int:
    """Log that a draft is being opened and return the entry's number.

    Raises NotNow when it is no draft any more, or has changed since the entry `asked_seq`, in which a lead asked for it.
    """
    draft = lock_draft(study)
    if asked_seq is not None and has_changed(draft, since=asked_seq):
        raise NotNow(CHANGED)
    return append_link(draft, "opening_begun", actor=actor, detail={}).seq


def hold_draft(study: Study, *, began: int) -> None:
    """Lock a draft that has not changed since that entry.

    Raises Overtaken when another opening began later, NotNow when it has changed or is no draft any more.
    """
    draft = lock_draft(study)
    if has_changed(draft, since=began):
        raise NotNow(CHANGED)
    if _entries(draft, began).filter(event__in=OPENINGS).exists():
        raise Overtaken("The study is being opened by somebody else at this moment.")


def has_changed(study: Study, *, since: int) -> bool:
    """Tell whether anything was decided about a draft after that entry of its log."""
    return _entries(study, since).exclude(event__in=(*NO_CHANGE, *OPENINGS)).exists()


def lock_draft(study: Study) -> Study:
    """Return a draft as it is, its row locked. Raises NotNow when it is no draft any more."""
    locked = Study.objects.select_for_update().get(pk=study.pk)
    if locked.state != Study.State.DRAFT:
        raise NotNow(f"The study is {locked.state} already.")
    return locked


def _entries(study: Study, since: int) -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(study=study, seq__gt=since)
