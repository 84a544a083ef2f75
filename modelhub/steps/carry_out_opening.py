"""A lead's wish --> an open study, or why not: what a worker does, at any moment and however often."""

from evaluator.models import Candidate, Study
from evaluator.steps.advance_study import NotNow
from evaluator.steps.ask_opening import stop_opening, take_up_opening
from evaluator.steps.hold_draft import Overtaken
from modelhub.steps.open_study import CannotOpen, open_study

# Milliseconds of CPU, measured by bench/: a text is searched for names, a showing is written and sealed.
TEXT_MS, SHOWING_MS = 1.0, 0.1
# So long raters of other studies, who share a process with the lead, do not notice.
AT_ONCE_MS = 500
FAILED = (
    "Opening it failed for a reason that only the server's messages tell. Nothing of it remains; you may try again."
)


def opens_at_once(study: Study, *, n_showings: int) -> bool:
    """Tell whether a study is so small that it may be opened while its lead waits for the page."""
    n_texts = Candidate.objects.filter(arm__study=study).count()
    return n_texts * TEXT_MS + n_showings * SHOWING_MS <= AT_ONCE_MS


def carry_out_opening(study_id: int) -> None:
    """Open the study if its lead has asked for it and no other worker is at it; what is in the way is noted for the lead."""
    opening = take_up_opening(study_id)
    if opening is None:
        return
    try:
        open_study(opening.study, actor=opening.asked_by, asked_seq=opening.asked_seq)
    except Overtaken:
        return  # The other one goes on.
    except CannotOpen:
        # The draft's page says which conditions do not hold, and goes on saying so until they do.
        opening.delete()
    except NotNow as refusal:
        stop_opening(opening, str(refusal))
    except Exception:
        stop_opening(opening, FAILED)
        raise
