"""Answers to requests that can't be served: they say what happened, what was kept, and what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

RATING_PAGES = "/rate/pairs/"


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is missing or old, which happens after signing in anew in another tab."""
    if not request.path.startswith(RATING_PAGES):
        return render(request, "shared/form_expired.html", status=403)
    # A rater's answer is handed back in a fresh form: nothing that was filled in is lost, and nothing is sent unasked.
    fields = [
        (name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"
    ]
    return render(request, "rater/send_again.html", {"fields": fields}, status=403)
