"""The end: close my ratings, one question about the writers, thanks."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from evaluator.rater.access import RaterRequest, rater_required
from evaluator.rater.forms import guesses_from
from evaluator.steps.finish_ratings import close_ratings, record_guesses, writers
from evaluator.steps.rater_home import own_study
from evaluator.steps.rater_scope import NotOpen
from evaluator.steps.reasons import WRITER_KINDS


@require_http_methods(["GET", "POST"])
@rater_required
def finish(request: RaterRequest, study_id: UUID) -> HttpResponse:
    """Show what is left to do at the end: close, then guess, then nothing."""
    study = own_study(user_id=request.user_id, study_id=study_id)
    if study.state == "open":
        return redirect("rater:study", study_id)
    if request.method == "POST" and study.state in {"locked", "revealed"} and not study.guessed:
        raise NotOpen("question_closed")
    if study.state != "closed" or study.guessed:
        return render(request, "rater/finish.html", {"study": study, "section": "rater"})
    return _ask(request, study_id)


@require_POST
@rater_required
def close(request: RaterRequest, study_id: UUID) -> HttpResponse:
    """Close my ratings for good."""
    close_ratings(user_id=request.user_id, study_id=study_id)
    return redirect("rater:finish", study_id)


def _ask(request: RaterRequest, study_id: UUID) -> HttpResponse:
    shown = writers(user_id=request.user_id, study_id=study_id)
    guesses = guesses_from(request.POST, [writer.letter for writer in shown])
    if request.method == "POST" and guesses is not None:
        record_guesses(user_id=request.user_id, study_id=study_id, guesses=guesses)
        return redirect("rater:finish", study_id)
    context = {"study_id": study_id, "writers": shown, "kinds": WRITER_KINDS, "incomplete": request.method == "POST"}
    return render(request, "rater/writers.html", context, status=422 if request.method == "POST" else 200)
