"""The widest table, the longest texts and the oddest names, from upload to the report's votes."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluator.models import Rater, Rating, SourceTable, Study, TableSet, User
from evaluator.steps.advance_study import lock_study
from evaluator.steps.analyse_ratings import analyse_ratings
from modelhub.models import GenerationRun
from modelhub.steps.register_model import ModelCard, register_model
from tests.flow.pages import Page
from tests.flow.raters import pair_forms, sides
from tests.makers import make_person, make_study, open_with_raters

# A name that turns the line around, one with a space of no width, and one word in two normal forms.
ODD = ("pay\u202eroll", "ze\u200bro", "מזהה", "caf\u00e9", "cafe\u0301")
COLUMNS = (*ODD, *(f"c{number}" for number in range(len(ODD), 1600)))
LONG_TEXT = "This table holds rows. " * 4_500
LONG_WORD = "w" * 50_000


def _signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _outputs(description: str, word: str) -> bytes:
    row = {"table": "wide", "description": description, "columns": {name: f"{word} {name}" for name in COLUMNS}}
    return json.dumps(row).encode()


def _upload(client: Client) -> list[GenerationRun]:
    """Upload the table, and its documentation by two writers, by the pages."""
    columns = ", ".join(f'"{name}" integer' for name in COLUMNS)
    file = SimpleUploadedFile("wide.sql", f"CREATE TABLE wide ({columns});".encode())
    assert client.post(reverse("hub:import_tables"), {"set_name": "Wide", "file": file}).status_code == 200
    for name, description, word in (("quill-7b", LONG_TEXT, "Holds"), ("otter-mini", LONG_WORD, "Keeps")):
        model, _ = register_model(ModelCard(name))
        upload = SimpleUploadedFile(f"{name}.jsonl", _outputs(description, word))
        fields = {"model": model.uuid, "table_set": TableSet.objects.get().uuid, "file": upload}
        assert client.post(reverse("hub:import_outputs"), fields).status_code == 302
    return list(GenerationRun.objects.order_by("id"))


def _opened(runs: list[GenerationRun]) -> tuple[Study, User]:
    lead = make_person("lead@example.org", "lead")
    study = make_study(lead, runs=runs, n_raters=1)
    open_with_raters(study)
    Rater.objects.update(practised_at=timezone.now())
    return study, lead


@pytest.mark.django_db
def test_widest_table_with_longest_texts_is_rated_with_every_text_marked() -> None:
    study, lead = _opened(_upload(_signed_in(make_person("engineer@example.org", "engineer"))))
    assert [column["name"] for column in SourceTable.objects.get().columns] == list(COLUMNS)
    rater = _signed_in(User.objects.get(email="rater-1@example.org"))
    url = reverse("rater:study", args=[study.uuid])
    page = Page(url, 200, rater.get(url).content.decode())

    assert sorted(sides(page)) == [LONG_TEXT.strip(), f"{LONG_WORD.capitalize()}."]
    assert not [character for character in "\u202e\u200b" if character in page.text]
    form = pair_forms(page)[0]
    marks = [f"{side}:{index}" for side in ("left", "right") for index in ("table", *range(len(COLUMNS)))]
    answer = rater.post(form.action, {**dict(form.fields), "verdict": "2", "wrong": marks})
    assert (answer.status_code, len(Rating.objects.get().wrong)) == (302, 2 * 1601)

    lock_study(study, actor=lead.email)
    analyse_ratings(study.pk)
    votes = reverse("lead:table_votes", args=[study.uuid, SourceTable.objects.get().uuid])
    assert "\u202e" not in _signed_in(lead).get(votes).content.decode()
