"""The gate of the raters' pages: signed in, and never an answer lost to an expired session."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.middleware import HtmxDetails

from evaluator.rater.forms import JudgementForm
from evaluator.rater.pair_page import label_of
from evaluator.steps.rater_scope import NotOpen, NotYours, Replaced

P = ParamSpec("P")


class RaterRequest(HttpRequest):
    """A request of somebody signed in; `user_id` is all that the steps need."""

    htmx: HtmxDetails
    user_id: int


def rater_required(
    view: Callable[Concatenate[RaterRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let in who is signed in; what is not theirs is 404, a study that takes no ratings says why."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return _signed_out(request)
        request.user_id = request.user.pk  # type: ignore[attr-defined]
        try:
            return view(request, *args, **kwargs)  # type: ignore[arg-type]
        except NotYours as error:
            raise Http404 from error
        except Replaced as stop:
            return _replaced(request, stop.n_rated)
        except NotOpen as stop:
            return render(request, "rater/stopped.html", {"reason": stop.state, "answered": request.method == "POST"})

    return guarded


def _replaced(request: HttpRequest, n_rated: int) -> HttpResponse:
    form = JudgementForm(request.POST)
    # What was typed has nowhere to go; it is shown once more, so that it can be told to the lead.
    answer = form.answer if form.is_valid() and not form.missing() else None
    context = {"n_rated": n_rated, "answer": answer, "choice": label_of(answer) if answer else ""}
    return render(request, "rater/replaced.html", context)


def _signed_out(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect_to_login(request.get_full_path())
    # A form that was sent is handed back, so that it can be sent again after signing in elsewhere.
    fields = [
        (name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"
    ]
    return render(request, "rater/signed_out.html", {"fields": fields}, status=401)
