"""Errors under /api/ that arise before or beside its operations are JSON as well, in the same shape."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from modelhub.api.refusal import Refused, answer, by_status

API = "/api/"


class JsonErrors:
    """Middleware that turns pages of errors into refusals: an unknown address, a request too large, an error of ours."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_json = response.headers.get("Content-Type", "").startswith("application/json")
        if response.status_code < 400 or is_json or not request.path.startswith(API):
            return response
        assert isinstance(response, HttpResponse), "errors are not streamed"
        # In place: its headers stay, such as the policy of content and the methods that are allowed.
        response.content = answer(_known(response.status_code)).content
        response["Content-Type"] = "application/json"
        response["Content-Length"] = str(len(response.content))
        return response


def _known(status: int) -> Refused:
    if status == 413:
        return Refused(413, "The request is too large.")
    return Refused(500, "Something broke on our side.") if status == 500 else by_status(status)
