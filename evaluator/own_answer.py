"""Every answer of ours says that it is: a network's sign-in page can stand in for it, with status 200."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

# static/js/answer.js asks for it before it forgets what was typed.
HEADER = "X-Blindbench"


class OwnAnswer:
    """Middleware that marks the answers of this site, errors too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response[HEADER] = "1"
        return response
