"""A rater's browser, as far as the server can tell: one kept connection, cookies, the form's own fields."""

import gzip
import http.client
import json
import re
import time
from dataclasses import dataclass
from email.message import Message
from urllib.parse import urlencode, urlsplit

HEADERS = {"Accept-Encoding": "gzip, deflate", "Connection": "keep-alive"}
_HIDDEN = re.compile(rb'<input type="hidden" name="(\w+)" value="([^"]*)"')
_TARGET = re.compile(rb'hx-post="([^"]+)"')
_N_COLUMNS = re.compile(rb"(\d+) columns?")


@dataclass(frozen=True, slots=True)
class Page:
    """One answer: its latency in ms, its headers, the bytes of its body on the wire, and what they unpack to."""

    status: int
    ms: float
    n_sent: int
    html: bytes
    headers: Message

    @property
    def n_columns(self) -> int:
        """Columns of the table that is compared on the page."""
        found = _N_COLUMNS.search(self.html)
        return int(found[1]) if found else 0


class Browser:
    """Signed in by a session key, where one is given; not shared between threads."""

    def __init__(self, url: str, session: str = "") -> None:
        self._origin, self._cookies = url, {"sessionid": session} if session else {}
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)

    def get(self, path: str) -> Page:
        """Fetch a page."""
        return self._ask("GET", path, b"", {})

    def post(self, path: str, fields: dict[str, str], *, htmx: bool = False) -> Page:
        """Send a form that was on the last page."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self._origin}
        return self._ask("POST", path, urlencode(fields).encode(), headers | ({"HX-Request": "true"} if htmx else {}))

    def post_json(self, path: str, value: object) -> Page:
        """Send what a page's script would send."""
        return self._ask("POST", path, json.dumps(value).encode(), {"Content-Type": "application/json"})

    def submit(self, page: Page, verdict: str) -> Page:
        """Answer the pair on a page; the answer holds the next pair."""
        target = _TARGET.search(page.html)
        assert target is not None, f"no form on a page of status {page.status}"
        fields = hidden_fields(page) | {"verdict": verdict, "active_ms": "20000", "comment": "", "cant_judge": ""}
        return self.post(target[1].decode(), fields, htmx=True)

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Page:
        cookie = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        begin = time.perf_counter()
        response = self._answer(method, path, body, HEADERS | headers | {"Cookie": cookie})
        content = response.read()
        ms = (time.perf_counter() - begin) * 1000
        for value in response.headers.get_all("Set-Cookie", ()):
            name, _, cookie_value = value.partition(";")[0].partition("=")
            self._cookies[name] = cookie_value
        packed = response.headers.get("Content-Encoding") == "gzip"
        return Page(
            response.status, ms, len(content), gzip.decompress(content) if packed else content, response.headers
        )

    def _answer(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> http.client.HTTPResponse:
        try:
            self._connection.request(method, path, body, headers)
            return self._connection.getresponse()
        except (ConnectionError, http.client.CannotSendRequest):
            # The server closes connections that were idle; nothing of the request has been read then.
            self._connection.close()
            self._connection.request(method, path, body, headers)
            return self._connection.getresponse()


def hidden_fields(page: Page) -> dict[str, str]:
    """Return what the page's forms carry unseen; of fields with one name, the last."""
    return {name.decode(): value.decode() for name, value in _HIDDEN.findall(page.html)}
