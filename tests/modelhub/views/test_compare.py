"""Two runs on one table: both texts are shown, and both count as seen."""

import pytest
from django.test import Client
from django.urls import reverse

from evaluator.models import Exposure, User
from modelhub.models import GenerationRun
from modelhub.steps.record_exposure import digests_of
from tests.makers import join_all, make_person, make_run, make_study, make_tables

pytestmark = pytest.mark.django_db


@pytest.fixture
def runs() -> list[GenerationRun]:
    tables = make_tables(2)
    return [make_run("alpha", tables, text="Said by the first."), make_run("beta", tables, text="Said by the second.")]


@pytest.fixture
def engineer() -> User:
    return make_person("engineer@example.org", "engineer")


def _address(runs: list[GenerationRun]) -> str:
    table = runs[0].table_set.tables.earliest("id")
    return reverse("hub:compare", args=[runs[0].uuid, table.uuid, runs[1].uuid])


def test_both_texts_stand_side_by_side_and_count_as_seen(
    client: Client, runs: list[GenerationRun], engineer: User
) -> None:
    client.force_login(engineer)
    outputs = [run.outputs.earliest("table_id") for run in runs]

    page = client.get(_address(runs)).content.decode()

    assert "Said by the first." in page
    assert "Said by the second." in page
    seen = set(Exposure.objects.filter(user=engineer).values_list("content_digest", flat=True))
    assert seen == {digest for output in outputs for digest in digests_of(output)}
    assert len(seen) == 2


def test_a_table_leads_to_the_other_runs_that_document_it(
    client: Client, runs: list[GenerationRun], engineer: User
) -> None:
    client.force_login(engineer)
    table = runs[0].table_set.tables.earliest("id")

    page = client.get(reverse("hub:output", args=[runs[0].uuid, table.uuid])).content.decode()

    assert _address(runs) in page


def test_who_rates_somewhere_sees_neither(client: Client, runs: list[GenerationRun], engineer: User) -> None:
    study = make_study(make_person("lead@example.org", "lead"), runs=runs)
    rater = join_all(study)[0].user
    rater.groups.set(engineer.groups.all())
    client.force_login(rater)

    refused = client.get(_address(runs))

    assert refused.status_code == 403
    assert "Said by" not in refused.content.decode()
    assert not Exposure.objects.exists()
