"""Every upload page against every hostile file: a message with line and reason, nothing stored, never a failure."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from evaluator.models import SourceTable, TableSet
from modelhub.models import GenerationRun, ModelVersion
from modelhub.steps.register_model import ModelCard, register_model
from tests.flow.hostile import OUTPUT_FILES, TABLE_FILES, HostileFile
from tests.flow.pages import Page
from tests.makers import make_person, make_tables

FAULTS = re.compile(r'<ol class="problems">(.*?)</ol>|<span class="err"[^>]*>(.*?)</span>', re.DOTALL)
pytestmark = pytest.mark.django_db


@pytest.fixture
def engineer(db: None) -> Client:
    client = Client()
    client.force_login(make_person("engineer@example.org", "engineer"))
    return client


def _stored() -> list[int]:
    return [model.objects.count() for model in (TableSet, SourceTable, ModelVersion, GenerationRun)]


def _problems(client: Client, url: str, fields: dict[str, object]) -> str:
    """Send an upload that must be refused; return what the page says is wrong with it."""
    answer = client.post(reverse(url), fields)
    page = answer.content.decode()
    assert answer.status_code == 422, page
    return Page("", 422, " ".join(one or other for one, other in FAULTS.findall(page))).words()


def _says(words: str, file: HostileFile) -> None:
    assert file.says in words
    assert not file.line or f"Line {file.line} " in words


@pytest.mark.parametrize("file", TABLE_FILES, ids=lambda file: file.name)
def test_hostile_file_of_tables_is_refused_with_line_and_reason(engineer: Client, file: HostileFile) -> None:
    upload = SimpleUploadedFile(file.name, file.content)
    words = _problems(engineer, "hub:import_tables", {"set_name": "Shop", "file": upload, "comments_as": "the team"})
    _says(words, file)
    assert _stored() == [0, 0, 0, 0]


@pytest.mark.parametrize("file", OUTPUT_FILES, ids=lambda file: file.name)
def test_hostile_file_of_outputs_is_refused_with_line_and_reason(engineer: Client, file: HostileFile) -> None:
    tables = make_tables(2)
    model, _ = register_model(ModelCard("quill-7b"))
    before = _stored()
    upload = SimpleUploadedFile(file.name, file.content)
    words = _problems(engineer, "hub:import_outputs", {"model": model.uuid, "table_set": tables.uuid, "file": upload})
    _says(words, file)
    assert _stored() == before
