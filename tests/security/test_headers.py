"""Headers and cookies of every kind of page, and pages without inline script or style."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Protocol

import pytest
from django.test import Client
from pytest_django import Settings

from tests.makers import make_person, make_run, make_study, make_tables, open_with_raters
from tests.security.routes import PUBLIC, ROLES, WHO_MAY_OPEN, address, routes

ROOT = Path(__file__).resolve().parents[2]
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "manifest-src 'self'",
}
LISTS = [name for name, pattern in routes() if not pattern.pattern.converters and name in WHO_MAY_OPEN]


class Answer(Protocol):
    """What these tests look at of the test client's responses."""

    status_code: int
    content: bytes

    def __getitem__(self, header: str) -> str: ...


class Inline(HTMLParser):
    """Collects what a strict policy would block."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        self.found += [f"{tag} {name}" for name in names if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in names and dict(attrs).get("type") != "application/json"):
            self.found.append(tag)


def check(answer: Answer, referrer: str = "same-origin") -> None:
    """Compare a page's headers with what every page has, and look for inline code."""
    assert set(answer["Content-Security-Policy"].split("; ")) == POLICY
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == referrer
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    inline = Inline()
    inline.feed(answer.content.decode())
    assert inline.found == []


@pytest.fixture
def forgiving(settings: Settings) -> Client:
    """A client that gets the page of an error and not the error, from a site with a broken view."""
    settings.ROOT_URLCONF = "tests.security.broken_urls"
    return Client(raise_request_exception=False)


def _not_found(client: Client) -> Answer:
    return client.get("/nothing/here/")


def _wrong_role(client: Client) -> Answer:
    client.force_login(make_person("rater@example.org", "rater"))
    return client.get("/team/")


def _broken(client: Client) -> Answer:
    return client.get("/broken/")


def _too_large(client: Client) -> Answer:
    return client.post("/accounts/login/", CONTENT_LENGTH=str(65 * 1024 * 1024))


def _too_much_text(client: Client) -> Answer:
    return client.post("/accounts/login/", {"login": "a" * 13 * 1024 * 1024})


def _too_many_fields(client: Client) -> Answer:
    return client.post("/accounts/login/", {f"f{n}": "" for n in range(8001)})


def _strange_charset(client: Client) -> Answer:
    """Send a form whose charset is a codec of Python, and none of text."""
    client.cookies["csrftoken"] = "a" * 32
    kind = "multipart/form-data; boundary=x; charset=Base64"
    return client.generic(
        "POST", "/accounts/login/", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--', kind
    )


def _other_host(client: Client) -> Answer:
    return client.get("/accounts/login/", HTTP_HOST="evil.example")


def _no_token(client: Client) -> Answer:
    return Client(enforce_csrf_checks=True).post("/accounts/login/")


def _often(client: Client) -> Answer:
    for _ in range(6):
        answer = client.post("/accounts/password/reset/", {"email": "often@example.org"})
    return answer


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ask", "status", "says"),
    [
        (_not_found, 404, "There is nothing here for you"),
        (_wrong_role, 403, "This page is not for your role"),
        (_broken, 500, "Something broke on our side"),
        (_too_large, 413, "That is too large"),
        (_too_much_text, 413, "That is too large"),
        (_too_many_fields, 400, "That request was not understood"),
        (_strange_charset, 400, "That request was not understood"),
        (_other_host, 400, "That request was not understood"),
        (_no_token, 403, "This form is out of date"),
        (_often, 429, "Too many requests"),
    ],
)
def test_error_page_is_ours_and_tells_nothing_of_the_inside(
    forgiving: Client, ask: Callable[[Client], Answer], status: int, says: str
) -> None:
    answer = ask(forgiving)
    text = answer.content.decode()
    assert answer.status_code == status
    assert f"<h1>{says}</h1>" in text
    assert not any(inside in text for inside in ("canary", "Traceback", "Django", "evaluator", "/nothing/here/"))
    check(answer)


@pytest.mark.django_db
@pytest.mark.parametrize("name", LISTS)
def test_page_has_strict_headers_and_nothing_inline(client: Client, name: str) -> None:
    if WHO_MAY_OPEN[name] != PUBLIC:
        client.force_login(make_person("somebody@example.org", *ROLES))
    check(client.get(address(name)))


@pytest.mark.django_db
def test_pages_of_an_open_study_have_strict_headers_and_nothing_inline(client: Client) -> None:
    tables = make_tables()
    study = make_study(
        make_person("lead@example.org", "lead"),
        runs=[make_run("quill", tables), make_run("otter", tables, text="Keeps events.")],
    )
    rater = open_with_raters(study)[0]
    client.force_login(study.leads.get())
    for name in ("lead:study", "lead:log", "lead:seal", "hub:draft"):
        check(client.get(address(name, study_id=study.uuid), follow=True))
    client.force_login(rater.user)
    pair = rater.slot.assignments.get(position=1).uuid
    for page in (address("rater:study", study_id=study.uuid), address("rater:pair", assignment_id=pair)):
        check(client.get(page, follow=True))


@pytest.mark.django_db
def test_invitation_page_sends_its_address_nowhere(client: Client) -> None:
    check(client.get("/join/nonsense/"), referrer="strict-origin")


@pytest.mark.django_db
def test_session_cookie_is_out_of_reach_of_scripts_and_other_sites(client: Client) -> None:
    make_person("lead@example.org", "lead")
    answer = client.post("/accounts/login/", {"login": "lead@example.org", "password": "correct horse battery"})
    session = answer.cookies["sessionid"]
    assert (session["httponly"], session["samesite"], session["path"]) == (True, "Lax", "/")
    assert answer.cookies["csrftoken"]["samesite"] == "Lax"


PROBE = """
import json, django
django.setup()
from django.test import Client
plain = Client().get("/accounts/login/", headers={"host": "bench.example.org"})
page = Client().get("/accounts/login/", secure=True, headers={"host": "bench.example.org"})
local = Client().get("/accounts/login/", secure=True, headers={"host": "localhost"})
from django.conf import settings
print(json.dumps({
    "redirect": plain["Location"], "hsts": page["Strict-Transport-Security"],
    "csrf_secure": page.cookies["csrftoken"]["secure"], "session_secure": settings.SESSION_COOKIE_SECURE,
    "local": local.status_code, "debug": settings.DEBUG,
}))
"""


def test_site_under_https_keeps_to_it(tmp_path: Path) -> None:
    environment = {**os.environ, "VAR_DIR": str(tmp_path), "SITE_URL": "https://bench.example.org"}
    environment |= {"DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": ""}
    run = [sys.executable, "manage.py", "collectstatic", "-v0", "--noinput"]
    subprocess.run(run, cwd=ROOT, env=environment, check=True)
    done = subprocess.run(
        [sys.executable, "-c", PROBE], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    assert json.loads(done.stdout) == {
        "redirect": "https://bench.example.org/accounts/login/",
        "hsts": "max-age=31536000; includeSubDomains; preload",
        "csrf_secure": True,
        "session_secure": True,
        "local": 400,
        "debug": False,
    }
