"""Requests that can't be read: one over the size limit, or in a strange charset, is refused before any of it is read."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

# Pages are UTF-8, and so is what browsers send from them. Python's codecs hold base64 and zlib too, which Django would
# take for charsets.
CHARSETS = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})


class RequestLimits:
    """Middleware that refuses a request by its announced size, in which Django leaves files out, or its charset."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if announced.isdigit() and int(announced) > settings.MAX_REQUEST_BYTES:
            return too_large(request)
        if (request.content_params or {}).get("charset", "utf-8").lower() not in CHARSETS:
            return render(request, "400.html", status=400)
        return self.get_response(request)


def too_large(request: HttpRequest) -> HttpResponse:
    """Answer an upload over the limit."""
    return render(request, "shared/too_large.html", {"limit": settings.MAX_REQUEST_BYTES}, status=413)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that can't be read; one that is too large is told so."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return render(request, "400.html", status=400)
