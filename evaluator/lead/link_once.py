"""An invitation's link on its way from the request that made it to the one page that shows it."""

from dataclasses import dataclass

from django.http import HttpRequest

from evaluator.links import join_link
from evaluator.models import Study


@dataclass(frozen=True, slots=True)
class FreshLink:
    """A link that is known this once only."""

    email: str
    url: str


def keep_link(request: HttpRequest, study: Study, email: str, token: str) -> None:
    """Keep a link for the next look at the study's page."""
    request.session[_key(study)] = [email, join_link(token)]


def take_link(request: HttpRequest, study: Study) -> FreshLink | None:
    """Return the kept link and forget it."""
    kept = request.session.pop(_key(study), None)
    return FreshLink(*kept) if kept else None


def _key(study: Study) -> str:
    return f"invitation link {study.uuid}"
