"""Long lists in pages, with what was searched for kept in every link."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict

MAX_SEARCH = 200


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list; `query` is the rest of the address, for links to other pages."""

    page: Page[Any]
    search: str
    query: str

    @property
    def rows(self) -> list[Any]:
        """What stands on the page."""
        return list(self.page.object_list)


def searched(request: HttpRequest) -> str:
    """Return what the person searches for."""
    return request.GET.get("q", "").replace("\x00", "").strip()[:MAX_SEARCH]


def listing(request: HttpRequest, rows: Any, *, per_page: int, n_rows: int | None = None) -> Listing:
    """Return the page that the address asks for; a page that does not exist is the nearest that does.

    With `n_rows`, the rows are not counted.
    """
    paginator = Paginator(rows, per_page)
    if n_rows is not None:
        paginator.__dict__["count"] = n_rows
    page = paginator.get_page(request.GET.get("page"))
    query: QueryDict = request.GET.copy()
    query.pop("page", None)
    return Listing(page, searched(request), query.urlencode())
