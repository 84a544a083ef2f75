"""The page that takes schemas in: a report per statement, and nothing half stored."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from evaluator.models import SourceTable, TableSet
from modelhub.models import GenerationRun
from tests.makers import make_person

SQL = b"""CREATE TABLE sales.orders (order_id bigint PRIMARY KEY, placed_at timestamp NOT NULL);
COMMENT ON TABLE sales.orders IS 'One row per order.';
COMMENT ON COLUMN sales.orders.placed_at IS 'When the customer placed it, UTC.';
CREATE TABLE sales.broken (order_id bigint, order_id bigint);
DROP TABLE sales.orders;
"""
URL = "hub:import_tables"


@pytest.fixture
def lead(db: None) -> Client:
    client = Client()
    person = make_person("lead@example.org", "lead")
    client.force_login(person, backend="evaluator.accounts.backends.ByEmail")
    return client


def test_import_reports_every_statement_with_line_and_reason(lead: Client) -> None:
    answer = lead.post(reverse(URL), {"set_name": "Sales", "file": SimpleUploadedFile("sales.sql", SQL)})

    page = answer.content.decode()
    assert "1 table imported" in page
    assert [table.name for table in SourceTable.objects.all()] == ["sales.orders"]
    assert "refused" in page
    assert "order_id" in page
    assert "ignored" in page


def test_import_takes_comments_off_and_keeps_them_as_a_run(lead: Client) -> None:
    lead.post(reverse(URL), {"set_name": "Sales", "text": SQL.decode(), "comments_as": "the team", "kind": "person"})

    table, run = SourceTable.objects.get(), GenerationRun.objects.get()
    output = run.outputs.get()
    assert "One row per order" not in table.ddl
    assert (run.model_version.name, run.model_version.kind, run.source) == ("the team", "person", "comments")
    assert (output.description, output.comments) == ("One row per order.", [None, "When the customer placed it, UTC."])


def test_import_twice_adds_nothing(lead: Client) -> None:
    for _ in range(2):
        page = lead.post(
            reverse(URL), {"set_name": "Sales", "text": SQL.decode(), "comments_as": "the team", "kind": "person"}
        )

    assert "already there" in page.content.decode()
    assert (SourceTable.objects.count(), GenerationRun.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "data",
    [b"please document the customer table", b"\xff\xfeC\x00R", b"PK\x03\x04 spreadsheet", b"a\x00b", b"\xf6\xe4 latin"],
)
def test_import_of_what_is_no_schema_stores_nothing_and_says_why(lead: Client, data: bytes) -> None:
    answer = lead.post(reverse(URL), {"set_name": "Sales", "file": SimpleUploadedFile("sales.sql", data)})

    assert answer.status_code == 422
    assert "Nothing was stored" in answer.content.decode()
    assert not TableSet.objects.exists()


def test_import_rolls_the_tables_back_when_there_are_no_comments_to_keep(lead: Client) -> None:
    sql = "CREATE TABLE bare (id integer)"

    answer = lead.post(reverse(URL), {"set_name": "Sales", "text": sql, "comments_as": "the team", "kind": "person"})

    assert answer.status_code == 422
    assert not SourceTable.objects.exists()


def test_import_asks_for_a_file_or_text(lead: Client) -> None:
    answer = lead.post(reverse(URL), {"set_name": "Sales"})

    assert answer.status_code == 422
    assert "Choose a file or paste SQL" in answer.content.decode()


def test_import_is_closed_to_raters(db: None) -> None:
    client = Client()
    client.force_login(make_person("rater@example.org", "rater"), backend="evaluator.accounts.backends.ByEmail")

    assert client.get(reverse(URL)).status_code == 403
