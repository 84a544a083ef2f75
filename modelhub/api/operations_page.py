"""The page that lists the operations: plain HTML, since the viewers that ninja brings are megabytes of script."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI, Router
from ninja.openapi.docs import DocsBase

from modelhub.api.access import Token

# Of an id in a path, as the router writes it: "{uuid:run_id}".
KIND = re.compile(r"\{\w+:")


@dataclass(frozen=True, slots=True)
class OperationLine:
    """One operation; `scope` is blank where any token will do."""

    method: str
    path: str
    what: str
    scope: str


class OperationsPage(DocsBase):
    """Lists what the routers hold, and links to the schema."""

    def __init__(self, routers: Sequence[Router]) -> None:
        self._routers = routers

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """Return the page."""
        context = {
            "section": "api",
            "groups": [(group.tags[0], list(_lines(group))) for group in self._routers if group.tags],
        }
        return render(request, "modelhub/operations.html", context)


def _lines(router: Router) -> Iterator[OperationLine]:
    for path, view in router.path_operations.items():
        for operation in view.operations:
            scope = operation.auth_param.scope if isinstance(operation.auth_param, Token) else None
            shown = KIND.sub("{", path)
            yield OperationLine(operation.methods[0], f"/api/v1{shown}", operation.description or "", scope or "")
