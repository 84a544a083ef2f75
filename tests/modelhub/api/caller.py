"""Programs that call the API, as tests need them."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from evaluator.models import User
from modelhub.scopes import Scope
from modelhub.steps.api_tokens import make_token
from tests.makers import make_person

API = "/api/v1"
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Caller:
    """A program with a token and without cookies."""

    token: str

    def get(self, path: str, **query: str) -> Any:
        """Ask."""
        return Client().get(f"{API}{path}", query, headers=self._headers())

    def post(self, path: str, body: object = None, *, key: str | None = None) -> Any:
        """Send JSON, with an Idempotency-Key where one is given."""
        text = json.dumps({} if body is None else body)
        return self.post_bytes(path, text.encode(), key=key)

    def post_bytes(self, path: str, body: bytes, *, key: str | None = None) -> Any:
        """Send a body as it is."""
        headers = self._headers() | ({} if key is None else {"Idempotency-Key": key})
        return Client().generic("POST", f"{API}{path}", body, "application/json", headers=headers)

    def send(self, path: str, name: str, content: bytes, **fields: object) -> Any:
        """Send a file with fields beside it."""
        return self.fill_in(path, file=SimpleUploadedFile(name, content), **fields)

    def fill_in(self, path: str, **fields: object) -> Any:
        """Send a form."""
        return Client().post(f"{API}{path}", fields, headers=self._headers())

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def caller_for(person: User, scopes: Collection[str] = tuple(Scope)) -> Caller:
    """Return a program that acts for a person, with all scopes unless they are given."""
    return Caller(make_token(person, name="test", scopes=scopes, lifetime=WEEK)[1])


def caller_as(*roles: str) -> Caller:
    """Return a program of a new person with these roles."""
    return caller_for(make_person(f"{'-'.join(roles) or 'nobody'}@example.org", *roles))
