"""Comparing: the next pair, one submission, drafts, going back, a problem with a pair."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from evaluator.rater.access import RaterRequest, rater_required
from evaluator.rater.forms import JudgementForm, ProblemForm
from evaluator.rater.pair_page import label_of, pair_context
from evaluator.steps.blind_pair import BlindPair
from evaluator.steps.judgement import Answer, Judgement
from evaluator.steps.practice import has_practised
from evaluator.steps.present_pair import last_answered, next_of, next_pair, present_pair, present_with
from evaluator.steps.record_rating import Recorded, StaleRevision, UnfitAnswer, WrongSide, keep_draft, record_rating
from evaluator.steps.report_problem import report_problem

REPORTED = "reported"


@require_GET
@rater_required
def study(request: RaterRequest, study_id: UUID) -> HttpResponse:
    """Show the next pair of a study; when all are rated, where to close them."""
    pair = next_pair(user_id=request.user_id, study_id=study_id)
    if pair is None:
        return redirect("rater:finish", study_id)
    if not has_practised(user_id=request.user_id, study_id=study_id):
        return redirect("rater:guideline", study_id)
    return _page(request, pair, saved_id=request.GET.get("saved", ""), reported=REPORTED in request.GET)


@require_http_methods(["GET", "POST"])
@rater_required
def pair(request: RaterRequest, assignment_id: UUID) -> HttpResponse:
    """Show one of the rater's own pairs again, or take its answer and show the next pair."""
    if request.method == "GET":
        return _page(request, present_pair(user_id=request.user_id, assignment_id=assignment_id))
    form = JudgementForm(request.POST)
    if not form.is_valid() or form.missing() or form.judgement is None:
        return _again(request, assignment_id, form.answer, problem=_what_is_missing(form), status=422)
    return _submit(request, assignment_id, form.judgement)


@require_POST
@rater_required
def draft(request: RaterRequest, assignment_id: UUID) -> HttpResponse:
    """Keep what is filled in so far."""
    form = JudgementForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    base = form.cleaned_data["base_revision"]
    keep_draft(user_id=request.user_id, assignment_id=assignment_id, answer=form.answer, base_revision=base)
    return HttpResponse(status=204)


@require_GET
@rater_required
def back(request: RaterRequest, study_id: UUID) -> HttpResponse:
    """Go to the pair that was answered last, or to the one before the pair on the page."""
    before = request.GET.get("before", "")
    return redirect(
        "rater:pair",
        last_answered(user_id=request.user_id, study_id=study_id, before=UUID(before) if _is_uuid(before) else None),
    )


@require_http_methods(["GET", "POST"])
@rater_required
def problem(request: RaterRequest, assignment_id: UUID) -> HttpResponse:
    """Report a problem with a pair; it comes again at the end."""
    form = ProblemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        study_id = report_problem(user_id=request.user_id, assignment_id=assignment_id, text=text)
        return redirect(f"{reverse('rater:study', args=[study_id])}?{REPORTED}=1")
    shown = present_pair(user_id=request.user_id, assignment_id=assignment_id)
    status = 422 if form.is_bound else 200
    return render(request, "rater/problem.html", {"pair": shown, "form": form}, status=status)


def _submit(request: RaterRequest, assignment_id: UUID, judgement: Judgement) -> HttpResponse:
    try:
        saved = record_rating(user_id=request.user_id, assignment_id=assignment_id, judgement=judgement)
    except StaleRevision:
        return _again(request, assignment_id, judgement.answer, problem="stale", status=409)
    except (WrongSide, UnfitAnswer):
        return _again(request, assignment_id, judgement.answer, problem="old_page", status=409)
    return _next(request, saved)


def _next(request: RaterRequest, saved: Recorded) -> HttpResponse:
    url = reverse("rater:study", args=[saved.seat.study_id])
    if not request.htmx:
        return HttpResponseRedirect(f"{url}?saved={saved.assignment_id}")
    following = next_of(saved.seat)
    if following is None:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = reverse("rater:finish", args=[saved.seat.study_id])
        return response
    response = _page(request, following, saved_id=str(saved.assignment_id), saved_as=saved.answer)
    response["HX-Replace-Url"] = url
    return response


def _again(request: RaterRequest, assignment_id: UUID, answer: Answer, *, problem: str, status: int) -> HttpResponse:
    shown = present_with(user_id=request.user_id, assignment_id=assignment_id, answer=answer)
    return _page(request, shown, problem=problem, status=status)


def _page(
    request: RaterRequest,
    pair: BlindPair,
    *,
    saved_id: str = "",
    saved_as: Answer | None = None,
    problem: str = "",
    reported: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = pair_context(
        pair,
        saved_id=str(UUID(saved_id)) if _is_uuid(saved_id) else "",
        saved_label=label_of(saved_as) if saved_as else "",
        problem=problem,
        reported=reported,
    )
    if request.htmx:
        return render(request, "rater/pair.jinja", context, status=status, using="jinja2")
    return render(request, "rater/compare.html", context, status=status)


def _what_is_missing(form: JudgementForm) -> str:
    return " ".join(form.errors) or form.missing() or "old_page"


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
