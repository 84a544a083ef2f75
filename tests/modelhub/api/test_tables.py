"""Tables through the API: the same report as the page's, for every statement."""

import pytest
from pytest_django import Settings

from evaluator.models import SourceTable, TableSet
from modelhub.models import GenerationRun
from tests.makers import make_tables
from tests.modelhub.api.caller import caller_as

pytestmark = pytest.mark.django_db
SQL = b"""CREATE TABLE shop.orders (id integer PRIMARY KEY, buyer integer);
COMMENT ON TABLE shop.orders IS 'One row per order.';
DROP TABLE shop.old;
CREATE TABLE broken (;
"""
LINE = b'{"table": "shop.items", "columns": [{"name": "id", "type": "integer"}]}\n'


def test_file_of_sql_is_reported_by_statement() -> None:
    answer = caller_as("lead").send("/tables", "schema.mysql.sql", SQL, set_name="shop")

    assert answer.status_code == 201
    report = answer.json()
    assert report["table_set"] == {"id": str(TableSet.objects.get().uuid), "name": "shop", "n_tables": 1}
    assert (report["source"], report["dialect"]) == ("schema.mysql.sql", "mysql")
    verdicts = [(one["line"], one["verdict"], one["name"]) for one in report["statements"]]
    assert verdicts[0] == (1, "imported", "shop.orders")
    assert {verdict for _, verdict, _ in verdicts} == {"imported", "used", "ignored", "refused"}
    assert sum(report["counts"].values()) == len(verdicts)
    assert [one["reason"] != "" for one in report["statements"] if one["verdict"] == "refused"] == [True]


def test_json_lines_and_text_are_taken_and_known_tables_found_again() -> None:
    caller = caller_as("engineer")
    first = caller.send("/tables", "tables.jsonl", LINE, set_name="shop")
    again = caller.send("/tables", "tables.jsonl", LINE, set_name="shop")
    assert (first.json()["counts"]["imported"], again.json()["counts"]["known"]) == (1, 1)
    text = caller.fill_in("/tables", set_name="shop", text="CREATE TABLE a (id integer)")
    assert text.status_code == 201, text.content
    assert SourceTable.objects.count() == 2


def test_comments_become_a_run() -> None:
    fields = {"set_name": "shop", "comments_as": "the data team", "kind": "person"}
    answer = caller_as("lead").send("/tables", "schema.sql", SQL, **fields)
    run = GenerationRun.objects.get()
    assert answer.json()["comments"] == {"run": str(run.uuid), "undescribed": []}
    assert run.model_version.name == "the data team"


def test_file_without_tables_stores_nothing() -> None:
    answer = caller_as("lead").send("/tables", "schema.sql", b"SELECT 1;", set_name="shop")
    assert answer.status_code == 422
    (first, *_) = answer.json()["problems"]
    assert first["where"] == "schema.sql"
    assert first["what"] == "no table was found in the file"
    assert "CREATE TABLE" in first["remedy"]
    assert not TableSet.objects.exists()


def test_two_sources_or_none_are_refused_by_field() -> None:
    caller = caller_as("lead")
    both = caller.send("/tables", "a.sql", SQL, set_name="shop", text="CREATE TABLE a (id integer)")
    assert both.status_code == 422
    assert both.json()["problems"] == [
        {"where": "", "what": "Choose a file or paste SQL: one of the two.", "remedy": ""}
    ]
    unknown = caller.send("/tables", "a.sql", SQL, set_name="shop", dialect="klingon")
    assert [problem["where"] for problem in unknown.json()["problems"]] == ["dialect"]


def test_what_is_too_large_is_413() -> None:
    caller = caller_as("lead")
    assert caller.send("/tables", "a.sql", b"-" * 5_000_001, set_name="shop").status_code == 413
    text = caller.fill_in("/tables", set_name="shop", text="-" * 13_000_000)
    assert (text.status_code, text.json()["problems"]) == (413, [])


def test_request_over_the_limit_is_refused_unread(settings: Settings) -> None:
    settings.MAX_REQUEST_BYTES = 1_000
    answer = caller_as("lead").send("/tables", "a.sql", b"-" * 2_000, set_name="shop")
    assert (answer.status_code, answer.json()["detail"]) == (413, "The request is too large.")


def test_sets_are_listed_in_parts() -> None:
    for name in ("b", "a", "c"):
        make_tables(2, name=name)
    answer = caller_as("lead").get("/table-sets", limit="2", offset="1").json()
    assert (answer["total"], [one["name"] for one in answer["items"]]) == (3, ["b", "c"])
    assert {one["n_tables"] for one in answer["items"]} == {2}
