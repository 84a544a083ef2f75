"""Models registered and outputs imported through the API, by the rules of the pages."""

from uuid import uuid4

import pytest

from modelhub.models import GenerationRun, ModelVersion
from tests.makers import make_tables
from tests.modelhub.api.caller import caller_as

pytestmark = pytest.mark.django_db
COMMIT = "a" * 40


def line(table: str) -> str:
    return (
        f'{{"table": "{table}", "description": "Orders.", "columns": {{"id": "Key.", "name": "N.", "amount": null}}}}\n'
    )


def test_model_is_registered_and_looked_at() -> None:
    caller = caller_as("engineer")
    made = caller.post(
        "/models",
        {
            "name": "open-8b",
            "kind": "large_model",
            "aliases": ["Open", "8b"],
            "licence": "Apache-2.0",
            "source": "hub",
            "location": "owner/open-8b",
            "revision": COMMIT,
        },
    )
    assert made.status_code == 201, made.content
    version = ModelVersion.objects.get()
    assert (version.aliases, version.source, version.revision) == (["Open", "8b"], "hub", COMMIT)
    assert made.json()["permission"] == "allowed"
    assert caller.get(f"/models/{version.uuid}").json() == made.json()
    assert caller.get("/models").json() == {"total": 1, "items": [made.json()]}


def test_endpoint_keeps_the_name_of_the_variable_and_what_it_can() -> None:
    body = {"name": "saas", "source": "endpoint", "location": "https://api.example.com/v1", "revision": "saas-1"}
    body |= {"key_variable": "SAAS_API_KEY"}
    assert caller_as("engineer").post("/models", {**body, "takes_json_schema": True}).status_code == 201
    endpoint = ModelVersion.objects.get().endpoint
    assert (endpoint["key_variable"], endpoint["json_schema"]) == ("SAAS_API_KEY", True)


@pytest.mark.parametrize(
    "address",
    [
        "https://ana:secret-word@api.example.com/v1",
        "https://169.254.169.254/v1",
        "http://2852039166/v1",
        "http://metadata.google.internal/v1",
        "http://10.0.0.1:8000/v1",
        "file:///etc/passwd",
    ],
)
def test_an_address_that_workers_would_refuse_is_not_even_stored(address: str) -> None:
    body = {"name": "saas", "source": "endpoint", "location": address, "revision": "saas-1"}
    answer = caller_as("engineer").post("/models", body)
    assert (answer.status_code, answer.json()["problems"][0]["where"]) == (422, "location")
    assert "secret-word" not in answer.content.decode()
    assert not ModelVersion.objects.exists()


@pytest.mark.parametrize("folder", ["/etc", "../../etc", "models/../../x"])
def test_a_folder_outside_the_model_store_is_refused(folder: str) -> None:
    answer = caller_as("engineer").post("/models", {"name": "tiny", "source": "local", "location": folder})
    assert (answer.status_code, answer.json()["problems"][0]["where"]) == (422, "location")
    assert not ModelVersion.objects.exists()


def test_known_name_is_a_conflict_and_changes_nothing() -> None:
    caller = caller_as("engineer")
    caller.post("/models", {"name": "a", "notes": "first"})
    again = caller.post("/models", {"name": "a", "notes": "second"})
    assert (again.status_code, again.json()["problems"][0]["where"]) == (409, "name")
    assert ModelVersion.objects.get().notes == "first"


def test_what_a_source_needs_is_asked_for() -> None:
    caller = caller_as("engineer")
    branch = caller.post("/models", {"name": "a", "source": "hub", "location": "o/n", "revision": "main"})
    assert [problem["where"] for problem in branch.json()["problems"]] == ["revision"]
    unknown = caller.post("/models", {"name": "a", "colour": "red"})
    assert [problem["where"] for problem in unknown.json()["problems"]] == ["colour"]
    assert (branch.status_code, unknown.status_code, ModelVersion.objects.count()) == (422, 422, 0)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[" * 100_000, b'{"name": NaN}', b'"\\ud800"', b'{"name": "a\\u0000"}', b"\xff", b"nul"]
)
def test_what_is_no_json_is_400(body: bytes) -> None:
    answer = caller_as("engineer").post_bytes("/models", body)
    assert answer.status_code in ({422} if body == b"" else {400})
    assert set(answer.json()) == {"detail", "problems"}


def test_outputs_become_a_run() -> None:
    tables, version = make_tables(2), ModelVersion.objects.create(name="a")
    fields = {"model": version.uuid, "table_set": tables.uuid}
    content = (line("shop.table_1") + line("shop.table_2")).encode()

    answer = caller_as("engineer").send("/outputs", "out.jsonl", content, **fields)

    assert answer.status_code == 201, answer.content
    run = GenerationRun.objects.get()
    assert (answer.json()["run"], answer.json()["n_tables"]) == (str(run.uuid), 2)
    assert run.created_by is not None
    assert run.created_by.email == "engineer@example.org"
    assert {problem["where"] for problem in answer.json()["warnings"]} == {"out.jsonl, line 1", "out.jsonl, line 2"}


def test_broken_rows_refuse_the_file_unless_they_are_left_out() -> None:
    tables, version = make_tables(2), ModelVersion.objects.create(name="a")
    fields = {"model": version.uuid, "table_set": tables.uuid}
    content = (line("shop.table_1") + line("shop.nowhere")).encode()
    caller = caller_as("engineer")

    refused = caller.send("/outputs", "out.jsonl", content, **fields)
    assert (refused.status_code, GenerationRun.objects.count()) == (422, 0)
    assert [problem["where"] for problem in refused.json()["problems"]] == ["out.jsonl, line 2"]
    taken = caller.send("/outputs", "out.jsonl", content, **fields, skip_bad="true")
    assert (taken.status_code, taken.json()["n_tables"], len(taken.json()["skipped"])) == (201, 1, 1)


def test_outputs_of_nobody_for_nothing_are_refused_by_field() -> None:
    answer = caller_as("engineer").send("/outputs", "out.jsonl", b"{}", model=uuid4(), table_set=uuid4())
    assert answer.status_code == 422
    assert [problem["where"] for problem in answer.json()["problems"]] == ["model", "table_set"]
    large = caller_as("engineer", "lead").send(
        "/outputs", "out.jsonl", b" " * 12_000_001, model=uuid4(), table_set=uuid4()
    )
    assert large.status_code == 413
