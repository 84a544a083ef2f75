"""SQLite has one writer at a time: what takes long is done before a transaction or after it, never inside."""

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from evaluator.models import Slot, User
from evaluator.steps.join_study import accept_invitation, invite
from modelhub.models import GenerationRun, IdentityFinding
from modelhub.steps.import_outputs import OutputFile, import_outputs
from modelhub.steps.register_model import ModelCard
from modelhub.steps.resolve_finding import edit_text
from tests.makers import make_person, make_run, make_study, make_tables
from tests.transactions import done_in_transactions

pytestmark = pytest.mark.django_db
SQL = b"CREATE TABLE orders (id int COMMENT 'Key.') COMMENT 'Orders.';"
READERS = ("evaluator/intake/ddl.py", "evaluator/intake/output_lines.py", "evaluator/intake/decode.py")


@pytest.fixture
def slot() -> Slot:
    """The place of a draft in which one writer names the other."""
    tables = make_tables(1)
    runs = [make_run("quill-7b", tables), make_run("otter", tables, text="Better than quill-7b.")]
    return make_study(make_person("lead@example.org", "lead"), runs=runs).slots.get(number=1)


def test_a_page_reads_tables_before_its_transaction() -> None:
    client = Client()
    person = make_person("lead@example.org", "lead")
    client.force_login(person, backend="evaluator.accounts.backends.ByEmail")
    fields = {"set_name": "Shop", "file": SimpleUploadedFile("shop.mysql.sql", SQL), "comments_as": "the team"}

    with done_in_transactions(*READERS) as (inside, outside):
        client.post(reverse("hub:import_tables"), fields)

    assert GenerationRun.objects.get().outputs.get().description == "Orders."
    assert (inside, "read_sql" in outside) == (set(), True)


def test_the_command_reads_all_files_before_its_transaction(tmp_path: Path) -> None:
    paths = [tmp_path / "one.mysql.sql", tmp_path / "two.mysql.sql"]
    for path in paths:
        path.write_bytes(SQL)

    with done_in_transactions(*READERS) as (inside, outside):
        call_command("import_tables", *map(str, paths), "--comments-as", "the team")

    assert (inside, "read_sql" in outside) == (set(), True)


def test_outputs_are_read_and_checked_before_the_transaction() -> None:
    rows = json.dumps({"table": "shop.table_1", "description": "Orders.", "columns": {"id": "Key."}})
    file = OutputFile("quill.jsonl", rows.encode(), make_tables(1), ModelCard("quill"))

    with done_in_transactions(*READERS) as (inside, outside):
        import_outputs(file)

    assert (inside, {"read_outputs", "check_output"} <= outside) == (set(), True)


def test_an_edited_text_is_scanned_after_its_transaction(slot: Slot) -> None:
    engineer = make_person("engineer@example.org", "engineer")
    finding = IdentityFinding.objects.filter(study=slot.study, column=0)[0]

    with done_in_transactions("modelhub/engine/identity_scan.py") as (inside, outside):
        edit_text(finding, text="Still quill-7b.", by=engineer, why="Try.")

    assert (inside, "scan" in outside) == (set(), True)


def test_a_new_persons_password_is_hashed_before_the_transaction(slot: Slot) -> None:
    token = invite(slot, "new@example.org", actor="lead@example.org")

    with done_in_transactions("contrib/auth/hashers.py") as (inside, outside):
        accept_invitation(token, user=None, name="New", password="seven brown foxes")

    assert User.objects.get(email="new@example.org").check_password("seven brown foxes")
    assert (inside, "make_password" in outside) == (set(), True)
