"""The list of versions: figures of their runs, with as few queries for fifty as for one."""

from decimal import Decimal

import pytest
from django.db import connection  # noqa: TID251
from django.test import Client
from django.test.utils import CaptureQueriesContext

from modelhub.models import GenerationRun, LedgerEntry, ModelVersion
from modelhub.steps.approve_licence import approve_licence
from tests.makers import make_person, make_tables

pytestmark = pytest.mark.django_db


def make_version(name: str, licence: str = "Apache-2.0") -> ModelVersion:
    """Store a version with a run over 1,000 tables, 13 of which failed, at $0.42 in all."""
    version = ModelVersion.objects.create(name=name, source="local", kind="small_model", licence=licence)
    run = GenerationRun.objects.create(
        model_version=version,
        table_set=make_tables(0, name=name),
        source=GenerationRun.Source.MODEL,
        origin="test",
        n_items=1000,
        n_done=987,
        n_failed=13,
        cost_usd=Decimal("0.42"),
        p50_s=0.21,
        p95_s=0.9,
    )
    LedgerEntry.objects.create(run=run, what="work", amount=1, unit="x", cost_usd=run.cost_usd, price={"device": "x"})
    return version


@pytest.fixture
def engineer(client: Client) -> Client:
    client.force_login(make_person("engineer@example.org", "engineer"))
    return client


def listed(client: Client) -> str:
    """Return the list's HTML."""
    return str(client.get("/hub/models/").content.decode())


def test_a_version_stands_with_its_figures_and_dashes_stand_for_what_never_ran(engineer: Client) -> None:
    make_version("bespoke-7b")
    ModelVersion.objects.create(name="people", source="uploaded", kind="person")

    page = listed(engineer)

    assert page.count("98.7 %") == 1
    for figure in ("0.21", "0.90", "0.42"):
        assert page.count(f">{figure}</td>") == 1
    assert "0.0 %" not in page


def test_licences_say_whether_studies_open_with_a_version(engineer: Client) -> None:
    own = make_version("own", "LicenseRef-terms")
    assert "✕ LicenseRef-terms, not approved" in listed(engineer)

    approve_licence(own, approved_by=make_person("second@example.org", "engineer"), why="read it")

    assert "✓ LicenseRef-terms, approved" in listed(engineer)


def test_fifty_versions_take_as_many_queries_as_one(engineer: Client) -> None:
    make_version("version 0", "LicenseRef-terms")
    with CaptureQueriesContext(connection) as of_one:
        listed(engineer)
    for number in range(1, 50):
        make_version(f"version {number}", "LicenseRef-terms")
    with CaptureQueriesContext(connection) as of_fifty:
        assert listed(engineer).count("98.7 %") == 50

    assert len(of_fifty) == len(of_one)
