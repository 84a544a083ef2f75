"""What the reader's address asks for."""

from django.http import QueryDict

from evaluator.lead.report.explorer import OUTCOMES, PER_PAGE, Filters

MAX_ROWS = 2_000
MAX_TEXT = 200


def filters_of(query: QueryDict) -> Filters:
    """Return the filters of the tables' list; what makes no sense is left out."""
    outcome, n = query.get("outcome", ""), query.get("n", "")
    return Filters(
        name=_text(query, "name"),
        domain=_text(query, "domain"),
        band=_text(query, "band"),
        outcome=outcome if outcome in OUTCOMES else "",
        n=min(int(n), MAX_ROWS) if n.isascii() and n.isdigit() and 0 < len(n) < 6 else PER_PAGE,
    )


def _text(query: QueryDict, name: str) -> str:
    return query.get(name, "").replace("\x00", "").strip()[:MAX_TEXT]
