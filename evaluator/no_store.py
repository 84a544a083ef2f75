"""No page is kept by a browser or a proxy: pages show what is true now, and only to who asked."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers


class NoStore:
    """Middleware: every answer of ours says no-store; static files are answered before it is reached.

    Without it the back button shows a pair that is answered already, and a shared computer shows others' pages.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response
