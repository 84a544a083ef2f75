"""Answers to requests that can't be served: they say what happened, what was kept, and what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is missing or old, which happens after signing in anew in another tab."""
    return render(request, "shared/form_expired.html", status=403)
