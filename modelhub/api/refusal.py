"""How the API says no: one shape for every error, with what is wrong, where, and what to do."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import JsonResponse
from ninja import Schema

from evaluator.intake.problem import Problem

# More than anybody reads; an answer stays small whatever the file.
N_PROBLEMS = 1_000


class Fault(Schema):
    """One thing that is wrong: a field or a line, what about it, and what to do where that is known."""

    where: str
    what: str
    remedy: str


class Refusal(Schema):
    """Every answer with a status of 400 and above."""

    detail: str
    problems: list[Fault]


# What any operation may answer besides its own; the page of the operations lists them.
REFUSALS = frozenset({400, 401, 403, 404, 405, 409, 413, 422, 429})


class Refused(Exception):
    """The request is answered by a refusal."""

    def __init__(self, status: int, detail: str, *problems: Fault, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.problems, self.headers = status, detail, problems, headers or {}


def answer(refused: Refused) -> JsonResponse:
    """Return a refusal as it is sent."""
    body = Refusal(detail=refused.detail, problems=list(refused.problems[:N_PROBLEMS]))
    return JsonResponse(body.model_dump(), status=refused.status, headers=dict(refused.headers))


def by_status(status: int) -> Refused:
    """Return a refusal of which nothing is known but its status."""
    return Refused(status, f"{HTTPStatus(status).phrase}.")


def of_file(problems: Iterable[Problem]) -> Refused:
    """Refuse a file, with its faulty lines."""
    faults = [_fault(problem) for problem in problems]
    more = len(faults) - N_PROBLEMS
    detail = "Nothing was stored: the file can't be taken in as it is."
    return Refused(422, f"{detail} {more:,} more problems are not listed." if more > 0 else detail, *faults)


def of_form(*checked: forms.Form) -> Refused:
    """Refuse fields, with what is wrong about each."""
    faults = [
        Fault(where="" if name == NON_FIELD_ERRORS else name, what=str(what), remedy="")
        for form in checked
        for name, errors in form.errors.items()
        for what in errors
    ]
    return Refused(422, "Nothing was stored: some fields can't be taken as they are.", *faults)


def as_faults(problems: Iterable[Problem]) -> list[Fault]:
    """Return what was wrong with a file that was taken in nevertheless."""
    return [_fault(problem) for problem in problems][:N_PROBLEMS]


def _fault(problem: Problem) -> Fault:
    where = problem.source if problem.line is None else f"{problem.source}, line {problem.line}"
    return Fault(where=where, what=problem.what, remedy=problem.remedy)
