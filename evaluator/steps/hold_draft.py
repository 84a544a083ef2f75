"""A draft while it is being opened: whoever began last goes on, and only as long as nothing else changes it.

Opening takes several transactions, so that raters of other studies go on meanwhile; what holds them together is the
log, in which every change of a draft is an entry.
"""

from django.db import transaction

from evaluator.models import LogEntry, Study
from evaluator.steps.advance_study import NotNow
from evaluator.steps.log_event import append_link

# The schedule is made of slots, whoever fills them.
NO_CHANGE = ("rater_joined",)


@transaction.atomic
def begin_opening(study: Study, *, actor: str) -> int:
    """Log that a draft is being opened and return the entry's number. Raises NotNow when it is no draft any more."""
    return append_link(_draft(study), "opening_begun", actor=actor, detail={}).seq


def hold_draft(study: Study, *, began: int) -> None:
    """Lock a draft that has not changed since that entry. Raises NotNow when it has, or is no draft any more."""
    changes = LogEntry.objects.filter(study=_draft(study), seq__gt=began).exclude(event__in=NO_CHANGE)
    if changes.exists():
        raise NotNow("The draft was changed while it was being opened. Look at it once more, then open it.")


def _draft(study: Study) -> Study:
    locked = Study.objects.select_for_update().get(pk=study.pk)
    if locked.state != Study.State.DRAFT:
        raise NotNow(f"The study is {locked.state} already.")
    return locked
