"""Invitation links on their way from the request that made them to the one page that shows them."""

from collections.abc import Iterable, Sequence

from django.http import HttpRequest

from evaluator.lead.link_once import FreshLink
from evaluator.links import join_link
from evaluator.models import Study
from modelhub.steps.create_study import InvitationLink


def keep_links(request: HttpRequest, study: Study, links: Iterable[InvitationLink]) -> None:
    """Keep links for the next look at the draft's page."""
    request.session[_key(study)] = [[link.email, join_link(link.token)] for link in links]


def take_links(request: HttpRequest, study: Study) -> Sequence[FreshLink]:
    """Return the kept links and forget them."""
    return [FreshLink(email, url) for email, url in request.session.pop(_key(study), [])]


def _key(study: Study) -> str:
    return f"invitation links {study.uuid}"
