"""The body of a request --> values that can be stored: strict JSON, without what a database can't hold."""

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser


class StrictParser(Parser):
    """Refuses NaN, lone surrogates and NUL, which Python reads and PostgreSQL does not store."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the body's value. Raises ValueError or RecursionError, which ninja answers with 400."""
        value = json.loads(request.body.decode(), parse_constant=_no_number)
        for text in _texts(value):
            # Half a character can't be encoded.
            if b"\x00" in text.encode():
                raise ValueError("the text holds a NUL character")
        return value


def _texts(value: object) -> Iterator[str]:
    """Yield all texts in a value, names of fields too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
