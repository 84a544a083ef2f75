"""Ask for every address there is, and for everything that the answers link to; keep all that reached the browser."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from html import unescape
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.contrib.messages import get_messages
from django.contrib.staticfiles import finders
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.blindness.forms import FilledForm, filled_forms
from tests.blindness.world import World
from tests.security.routes import arguments, routes

LINK = re.compile(r'(?:href|src|action|hx-get|hx-post|data-draft)="([^"]*)"')
STRANGE = ("/nothing/here/", "/studies/not-an-id/", "/rate/pairs/1/", "/join//", "/static/none.js")
QUERIES = ("?q=Zan", "?page=99")
OWN_FILES = Path(__file__).parents[2] / "static"
MOST = 1500
# Once the envelope is open, names are told on purpose; what a reveal without a reason is told, an empty form shows.
OPENS_THE_ENVELOPE = re.compile(r"/reveal/$")
# One of a page, and one of the page that its answer led to: closing my ratings leads to the last question.
DEPTH = 2


@dataclass(frozen=True, slots=True)
class Reached:
    """One answer: how it was asked for, and everything of it that a browser gets or the session keeps."""

    asked: str
    status: int
    text: str


def addresses(world: World) -> Iterator[tuple[str, str]]:
    """Return (name, address) of all routes with stored ids; a parameter that has no values here is a KeyError."""
    values = world.values()
    for name, pattern in routes():
        fixed = arguments(pattern)
        names = [parameter for parameter in fixed if parameter not in {"uidb36", "key"}]
        for chosen in product(*(values[parameter] for parameter in names)):
            yield name, reverse(name, kwargs=fixed | dict(zip(names, chosen, strict=True)))


def crawl(world: World, who: str) -> list[Reached]:
    """Return all answers that somebody gets: by GET, as a fragment, to an empty form, and to the forms of the pages."""
    client, known = world.client(who), list(dict.fromkeys(url for _, url in addresses(world)))
    walked = list(_walk(client, [*known, *STRANGE]))
    return [*walked, *(_posted(client, url) for url in known), *_sent(client, walked), *_called(world, who)]


def _called(world: World, who: str) -> Iterator[Reached]:
    """Call every operation of the API with a token of somebody, whatever their roles."""
    program = world.program(who)
    for url in dict.fromkeys(url for name, url in addresses(world) if name.startswith("api:")):
        yield _heard(program, f"CALL GET {url}", program.get(url))
        with _taken_back(program):
            yield _heard(program, f"CALL POST {url}", program.post(url, {}, content_type="application/json"))


def _walk(client: Client, start: Iterable[str]) -> Iterator[Reached]:
    waiting = list(start)
    seen = set(waiting)
    while waiting:
        url = waiting.pop()
        answers = list(_asked(client, url))
        yield from answers
        links = {link for answer in answers for link in _links(url, answer.text)} - seen
        seen |= links
        waiting += sorted(links)
        assert len(seen) < MOST, "pages link to ever new addresses"


def _asked(client: Client, url: str) -> Iterator[Reached]:
    if url.startswith("/static/") and (path := finders.find(urlsplit(url).path.removeprefix("/static/"))):
        # What packages bring is the same everywhere, and of megabytes.
        own = Path(str(path)).is_relative_to(OWN_FILES)
        yield Reached(url, 200, Path(str(path)).read_text(encoding="utf-8") if own else "")
        return
    page = _heard(client, f"GET {url}", client.get(url))
    yield page
    if page.status != 200 or "?" in url:
        return
    yield _heard(client, f"GET {url} as a fragment", client.get(url, headers={"HX-Request": "true"}))
    for query in QUERIES if 'name="q"' in page.text else ():
        yield _heard(client, f"GET {url}{query}", client.get(f"{url}{query}"))


def _posted(client: Client, url: str) -> Reached:
    """Send an empty form, and take back whatever it did."""
    with _taken_back(client):
        return _heard(client, f"POST {url}", client.post(url))


def _sent(client: Client, walked: Iterable[Reached]) -> Iterator[Reached]:
    """Send every form of these pages once, and take back what it did before the next one."""
    forms: dict[tuple[str, ...], FilledForm] = {}
    for page in walked:
        for form in _forms(page):
            forms.setdefault(form.is_like(), form)
    known = set(forms)
    for form in forms.values():
        with _taken_back(client):
            yield from _answers(client, form, known, DEPTH)


def _answers(client: Client, form: FilledForm, known: set[tuple[str, ...]], depth: int) -> Iterator[Reached]:
    """Send a form, go where its answer leads and send what is new there; then send it from a page that is too old."""
    response = client.post(form.action, form.fields)
    yield _heard(client, f"POST {form.action} filled in", response)
    if response.status_code == 302:
        url = response.headers["Location"]
        page = _heard(client, f"GET {url}", client.get(url))
        yield page
        for following in _forms(page) if depth > 1 else ():
            if following.is_like() not in known:
                yield from _answers(client, following, known, depth - 1)
    if "submission_key" in form.fields:
        yield _heard(client, f"POST {form.action} too late", client.post(form.action, form.sent_anew()))


def _forms(page: Reached) -> list[FilledForm]:
    """Return the forms of a page, those left out that open the envelope."""
    method, _, url = page.asked.partition(" ")
    if method != "GET" or page.status != 200 or " " in url or url.startswith("/static/"):
        return []
    return [form for form in filled_forms(url, page.text) if not OPENS_THE_ENVELOPE.search(form.action)]


@contextmanager
def _taken_back(client: Client) -> Iterator[None]:
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies = cookies


def _heard(client: Client, asked: str, response: Any) -> Reached:
    streamed = response.streaming if hasattr(response, "streaming") else False
    body = b"".join(response.streaming_content) if streamed else response.content
    messages = [str(message) for message in get_messages(response.wsgi_request)]
    kept = [f"{key}: {value}" for key, value in client.session.items()]
    headers = [f"{name}: {value}" for name, value in response.headers.items()]
    lines = [*headers, response.cookies.output(), *messages, *kept, body.decode()]
    return Reached(asked, response.status_code, "\n".join(lines))


def _links(base: str, text: str) -> Iterator[str]:
    for link in LINK.findall(text):
        parts = urlsplit(urljoin(base, unescape(link)))
        if not parts.netloc:
            yield f"{parts.path}?{parts.query}" if parts.query else parts.path
