"""Draft --> Opening: a lead asks for it, a worker takes it up, and pages see how far it is.

The row says what is to be done, messages only wake a worker up. One that died, or a message that was lost, is noticed by
its silence; who was only slow finds in the log that another one began, and leaves it.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from evaluator.models import Opening, Study
from evaluator.steps.hold_draft import CHANGED, has_changed, lock_draft
from evaluator.steps.log_event import append_link

# Longer than any part of an opening that gives no sign of life, on a busy machine too.
SILENCE = timedelta(seconds=60)
MAX_TRIES = 5
GIVEN_UP = f"A worker began {MAX_TRIES} times and ended each time in the middle of it; the server's messages say why."


@transaction.atomic
def ask_opening(study: Study, *, actor: str) -> None:
    """Log and store that a draft is to be opened as it is now; what is under way goes on. Raises NotNow."""
    draft = lock_draft(study)
    under_way = opening_of(draft)
    if under_way is not None and not under_way.stopped:
        return
    now, entry = timezone.now(), append_link(draft, "opening_asked", actor=actor, detail={})
    Opening.objects.filter(study=draft).delete()
    Opening.objects.create(study=draft, asked_by=actor, asked_at=now, asked_seq=entry.seq, alive_at=now, woken_at=now)


def opening_of(study: Study) -> Opening | None:
    """Return what became of the wish to open a draft; one that a change of the draft has overtaken is stopped."""
    opening = Opening.objects.filter(study=study).first()
    if opening is not None and not opening.stopped and has_changed(study, since=opening.asked_seq):
        opening.stopped = CHANGED
    return opening


def take_up_opening(study_id: int) -> Opening | None:
    """Return the opening of a study for the one worker that is to do it now; None when nothing is to be done."""
    pending = _pending().filter(study=study_id)
    pending.filter(_free(), n_tries__gte=MAX_TRIES).update(stopped=GIVEN_UP)
    # One statement, so that of two workers one gets it.
    taken = pending.filter(_free()).update(
        stage=Opening.Stage.SEARCHING, alive_at=timezone.now(), n_tries=F("n_tries") + 1
    )
    return pending.select_related("study").first() if taken else None


def note_progress(study: Study, stage: str, *, n_to_write: int = 0) -> None:
    """Note what is being done for an opening that was asked for; one that was not leaves no trace."""
    Opening.objects.filter(study=study).update(stage=stage, n_written=0, n_to_write=n_to_write, alive_at=timezone.now())


def note_life(study: Study, *, n_written: int = 0) -> None:
    """Note that the worker is at it, and how many more assignments it has written."""
    Opening.objects.filter(study=study).update(n_written=F("n_written") + n_written, alive_at=timezone.now())


def stop_opening(opening: Opening, why: str) -> None:
    """Note why a study did not open, unless it was asked for once more meanwhile."""
    Opening.objects.filter(study=opening.study_id, asked_seq=opening.asked_seq).update(stopped=why)


def silent_openings() -> list[int]:
    """Return the ids of studies that are to be opened, and that no worker seems to be at."""
    return list(_pending().filter(_free()).order_by("asked_at").values_list("study_id", flat=True))


def free_openings() -> None:
    """Take every opening from whoever is at it: a worker that starts finds what one left that was killed."""
    _pending().update(stage=Opening.Stage.WAITING)


def is_worth_waking(study: Study) -> bool:
    """Tell, once per silence, whether a worker should be woken for this study's opening."""
    now = timezone.now()
    return bool(_pending().filter(_silent(), study=study, woken_at__lt=now - SILENCE).update(woken_at=now))


def _pending() -> QuerySet[Opening]:
    # Of this table alone, or PostgreSQL would let two workers take up the same row.
    return Opening.objects.filter(stopped="")


def _silent() -> Q:
    return Q(alive_at__lt=timezone.now() - SILENCE)


def _free() -> Q:
    return Q(stage=Opening.Stage.WAITING) | _silent()
