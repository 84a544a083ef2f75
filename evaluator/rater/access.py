"""The gate of the raters' pages: signed in, and never an answer lost to an expired session."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.middleware import HtmxDetails

from evaluator.steps.rater_scope import NotOpen, NotYours

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
        except NotOpen as stop:
            return render(request, "rater/stopped.html", {"reason": stop.state, "answered": request.method == "POST"})

    return guarded


def _signed_out(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect_to_login(request.get_full_path())
    # A form that was sent is handed back, so that it can be sent again after signing in elsewhere.
    fields = [
        (name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"
    ]
    return render(request, "rater/signed_out.html", {"fields": fields}, status=401)
