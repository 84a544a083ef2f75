"""The list of operations: complete, with scopes, without scripts of others."""

import re
from pathlib import Path

import pytest
from django.test import Client

from modelhub.api.urls import api
from modelhub.scopes import Scope

pytestmark = pytest.mark.django_db


def test_page_lists_every_operation_of_the_schema() -> None:
    page = Client().get("/api/v1/docs").content.decode()
    listed = re.findall(r'class="mono">(\w+) (/api/v1/[^<]+)</th>', page)
    paths = api.get_openapi_schema()["paths"]
    assert sorted(listed) == sorted((method.upper(), path) for path, methods in paths.items() for method in methods)
    assert set(re.findall(r'<span class="badge">([^<]+)</span>', page)) == set(Scope)
    assert re.findall(r'src="([^"]+)"', page) == ["/static/js/theme.js"]


def test_schema_is_there_for_tools() -> None:
    answer = Client().get("/api/v1/openapi.json")
    assert (answer.json()["openapi"], answer["Content-Type"]) == ("3.1.0", "application/json")


def test_documented_scopes_are_those_there_are() -> None:
    table = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([a-z:]+)` \|", table, re.MULTILINE) == list(Scope)
