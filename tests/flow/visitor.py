"""Somebody at a browser without scripts: cookies, pages, plain forms, and patience with a server that comes and goes."""

import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from http.client import HTTPException, HTTPResponse
from http.cookiejar import Cookie, CookieJar
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from tests.flow.pages import Field, Form, Page

TIMEOUT_S = 20
PATIENCE_S = 60
# (field, file name, content)
Upload = tuple[str, str, bytes]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Leave redirects to the visitor: the answer to a form counts from its own status on."""


class Visitor:
    """One person's browser."""

    def __init__(self, url: str, *, session: str = "") -> None:
        self.url = url
        self._cookies = CookieJar()
        self._opener = urllib.request.build_opener(_NoRedirect, urllib.request.HTTPCookieProcessor(self._cookies))
        if session:
            self._cookies.set_cookie(_cookie("sessionid", session))

    def get(self, path: str) -> Page:
        """Open a page, following redirects."""
        for _ in range(5):
            page = self._ask(urllib.request.Request(self.url + path))
            if not page.location:
                return page
            path = page.location
        raise AssertionError(f"{path} redirects without end")

    def post(self, path: str, fields: Iterable[Field], files: Iterable[Upload] = ()) -> Page:
        """Send a form and return the answer to it, a redirect not followed."""
        uploads = list(files)
        kind, body = _multipart(list(fields), uploads) if uploads else (_PLAIN, urlencode(list(fields)).encode())
        headers = {"Content-Type": kind, "Origin": self.url}
        return self._ask(urllib.request.Request(self.url + path, data=body, headers=headers))

    def send(self, form: Form, *chosen: Field, files: Iterable[Upload] = (), **typed: str) -> Page:
        """Fill in a form, send it, and go where its answer leads."""
        answer = self.post(form.action, form.filled(*chosen, **typed), files)
        return self.get(answer.location) if answer.location else answer

    def _ask(self, request: urllib.request.Request) -> Page:
        path = request.full_url.removeprefix(self.url)
        try:
            with self._opener.open(request, timeout=TIMEOUT_S) as response:
                return _page(path, response)
        except urllib.error.HTTPError as error:
            with error:
                return _page(path, error)


def patiently(ask: Callable[[], Page]) -> Page:
    """Ask until there is an answer that is not the server's own failure."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            page = ask()
        except (OSError, HTTPException) as error:
            problem = repr(error)
        else:
            if page.status < 500:
                return page
            problem = f"status {page.status}"
        assert time.monotonic() < deadline, f"no answer for {PATIENCE_S} s, at last: {problem}"
        time.sleep(0.1)


_PLAIN = "application/x-www-form-urlencoded"


def _page(path: str, response: HTTPResponse | urllib.error.HTTPError) -> Page:
    location = response.headers.get("Location", "")
    target = urlsplit(location)
    where = f"{target.path}?{target.query}" if target.query else target.path
    return Page(path, response.status or 0, response.read().decode(), where)


def _multipart(fields: list[Field], files: list[Upload]) -> tuple[str, bytes]:
    boundary = uuid4().hex
    parts = [f'form-data; name="{name}"\r\n\r\n'.encode() + value.encode() for name, value in fields]
    for name, file_name, content in files:
        head = f'form-data; name="{name}"; filename="{file_name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        parts.append(head.encode() + content)
    lines = b"".join(f"--{boundary}\r\nContent-Disposition: ".encode() + part + b"\r\n" for part in parts)
    return f"multipart/form-data; boundary={boundary}", lines + f"--{boundary}--\r\n".encode()


def _cookie(name: str, value: str) -> Cookie:
    return Cookie(
        version=0, name=name, value=value, port=None, port_specified=False,
        domain="localhost.local", domain_specified=False, domain_initial_dot=False,
        path="/", path_specified=True, secure=False, expires=None, discard=True, comment=None, comment_url=None, rest={},
    )  # fmt: skip
