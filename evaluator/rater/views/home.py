"""Before and between: my studies, the guideline with its practice pairs, my answers so far."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from evaluator.markdown import render_markdown
from evaluator.rater.access import RaterRequest, rater_required
from evaluator.rater.forms import JudgementForm
from evaluator.rater.pair_page import label_of, pair_context
from evaluator.steps.judgement import Answer
from evaluator.steps.practice import finish_practice, practice_pair
from evaluator.steps.rater_home import n_not_opened, own_ratings, own_studies, own_study


@require_GET
@rater_required
def home(request: RaterRequest) -> HttpResponse:
    """List my studies, those with work left first."""
    studies, n_waiting = own_studies(user_id=request.user_id), n_not_opened(user_id=request.user_id)
    return render(request, "rater/home.html", {"studies": studies, "n_waiting": n_waiting, "section": "rater"})


@require_GET
@rater_required
def guideline(request: RaterRequest, study_id: UUID) -> HttpResponse:
    """Show what to look at, and lead to the practice pairs."""
    study = own_study(user_id=request.user_id, study_id=study_id)
    return render(
        request,
        "rater/guideline.html",
        {"study": study, "guideline_html": render_markdown(study.guideline), "section": "rater"},
    )


@require_http_methods(["GET", "POST"])
@rater_required
def practice(request: RaterRequest, study_id: UUID, number: int) -> HttpResponse:
    """Show a practice pair; after its answer, what the page's choices mean."""
    shown = practice_pair(user_id=request.user_id, study_id=study_id, number=number)
    if request.method == "GET":
        verdict = request.GET.get("chosen")
        choice = "" if verdict is None else label_of(Answer(verdict=verdict))
        template = "rater/practised.html" if choice else "rater/compare.html"
        return render(request, template, pair_context(shown.pair, practice=shown, choice=choice))
    form = JudgementForm(request.POST)
    if not form.is_valid() or form.missing():
        problem = form.missing() if form.is_valid() else ""
        return render(request, "rater/compare.html", pair_context(shown.pair, practice=shown, problem=problem))
    if number == shown.n_pairs:
        finish_practice(user_id=request.user_id, study_id=study_id)
    # An answer of its own address: the way back from the first real pair leads through no form sent before.
    return redirect(f"{request.path}?{urlencode({'chosen': form.answer.verdict})}")


@require_GET
@rater_required
def history(request: RaterRequest, study_id: UUID) -> HttpResponse:
    """List my answers, each of which can be opened again until I close them or the study locks."""
    study = own_study(user_id=request.user_id, study_id=study_id)
    ratings = own_ratings(user_id=request.user_id, study_id=study_id)
    rows = [(rating, label_of(rating.answer)) for rating in ratings]
    return render(request, "rater/history.html", {"study": study, "rows": rows, "section": "rater"})
