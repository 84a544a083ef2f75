"""Exceptions of operations --> refusals; what is none of these is an error of ours and reported as such."""

from typing import Any, NoReturn

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from evaluator.intake.problem import IntakeError
from evaluator.steps.advance_study import NotNow
from modelhub.api.refusal import Fault, Refused, answer, by_status, of_file
from modelhub.steps.end_run import CannotResume
from modelhub.steps.record_exposure import MustStayBlind
from modelhub.steps.start_run import CannotStart


def add_handlers(api: NinjaAPI) -> None:
    """Let an API answer all its errors in one shape."""
    api.add_exception_handler(Refused, _refused)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(HttpError, _http)
    api.add_exception_handler(Http404, _missing)
    api.add_exception_handler(IntakeError, _file)
    api.add_exception_handler(MustStayBlind, _blind)
    for state in (CannotStart, CannotResume, NotNow):
        api.add_exception_handler(state, _not_now)
    api.add_exception_handler(Exception, _ours)


def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    return answer(error)


def _http(request: HttpRequest, error: Any) -> HttpResponse:
    return answer(Refused(error.status_code, f"{error}."))


def _missing(request: HttpRequest, error: Any) -> HttpResponse:
    return answer(by_status(404))


def _file(request: HttpRequest, error: Any) -> HttpResponse:
    return answer(of_file(error.problems))


def _blind(request: HttpRequest, error: Any) -> HttpResponse:
    return answer(Refused(403, str(error)))


def _not_now(request: HttpRequest, error: Any) -> HttpResponse:
    return answer(Refused(409, str(error)))


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    faults = [Fault(where=_place(one["loc"]), what=str(one["msg"]), remedy="") for one in error.errors]
    return answer(Refused(422, "Nothing was stored: the request is not as the API expects it.", *faults))


def _place(path: tuple[object, ...]) -> str:
    """Name a field without the parts that only the program knows: ("body", "order", "seed") is "seed"."""
    return ".".join(str(part) for part in path[2 if path[0] in ("body", "form") and len(path) > 2 else 1 :])


def _ours(request: HttpRequest, error: Any) -> NoReturn:
    # ninja would answer with the traceback in DEBUG; Django logs it and answers without.
    raise error
