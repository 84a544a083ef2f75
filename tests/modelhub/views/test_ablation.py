"""The report on two prompts for engineers, and the blind study that one button drafts of them."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from evaluator.models import Exposure, Study, User
from modelhub.models import ArmKey, GenerationRun, ModelVersion
from modelhub.steps.end_run import retry_failed
from tests.makers import join_all, make_person, make_run, make_study, make_tables
from tests.modelhub.ablation import make_ablation, says
from tests.modelhub.generation import bad

pytestmark = pytest.mark.django_db


@pytest.fixture
def runs() -> tuple[GenerationRun, GenerationRun]:
    return make_ablation(name="<b>tiny</b>")


@pytest.fixture
def both() -> User:
    return make_person("both@example.org", "engineer", "lead")


def page_of(*runs: GenerationRun) -> str:
    return reverse("hub:ablation", args=[run.uuid for run in runs])


def study_of(*runs: GenerationRun) -> str:
    return reverse("hub:ablation_study", args=[run.uuid for run in runs])


def test_page_shows_the_report_with_both_runs_linked(
    client: Client, runs: tuple[GenerationRun, GenerationRun], both: User
) -> None:
    client.force_login(both)

    page = client.get(page_of(*runs)).content.decode()

    assert "The aim is met: 75.0 % fewer input tokens." in page
    for run in runs:
        assert f'<a href="{reverse("hub:run", args=[run.uuid])}">{run.origin}</a>' in page
    for figure in ("400.0", "100.0", "75.0 %", "100.0 %", "no price", "0 of 4", "12 of 12"):
        assert figure in page
    assert "&lt;b&gt;tiny&lt;/b&gt;" in page
    assert "<b>tiny" not in page
    # Figures, no texts: nobody has seen any by it.
    assert "Told at length" not in page
    assert not Exposure.objects.exists()
    assert client.get(page_of(*reversed(runs))).content.decode().count("400.0") == page.count("400.0")


def test_page_tells_no_figure_before_both_runs_are_finished(client: Client, both: User) -> None:
    long, short = make_ablation(long=lambda item: bad())
    retry_failed(long)
    client.force_login(both)

    page = client.get(page_of(long, short)).content.decode()

    assert "Not finished." in page
    assert "waiting for a worker, 0 of 4" in page
    assert "input tokens" not in page.lower()
    assert "Draft a blind study" not in page
    refused = client.post(study_of(long, short), {"uuid": str(uuid4())}, follow=True)
    assert "Some run is not finished" in refused.content.decode()
    assert not Study.objects.exists()


def test_one_button_begins_both_runs_once(client: Client, both: User) -> None:
    version = ModelVersion.objects.create(name="small", source="local", location="small", licence="MIT")
    tables = make_tables(2, name="asked")
    client.force_login(both)
    begin = reverse("hub:begin_ablation", args=[version.uuid])
    assert begin in client.get(reverse("hub:model", args=[version.uuid])).content.decode()

    first, second = (client.post(begin, {"table_set": str(tables.uuid)}) for _ in range(2))

    runs = GenerationRun.objects.order_by("id")
    assert [(run.model_version, run.table_set, run.state) for run in runs] == [(version, tables, "queued")] * 2
    assert first["Location"] == second["Location"] == page_of(*runs)


@pytest.mark.parametrize("source", ["endpoint", "uploaded"])
def test_what_costs_money_or_writes_nothing_is_not_begun_by_a_button(client: Client, both: User, source: str) -> None:
    version = ModelVersion.objects.create(name="elsewhere", source=source, location="http://x.test/v1", licence="MIT")
    tables = make_tables(2, name="asked")
    client.force_login(both)
    begin = reverse("hub:begin_ablation", args=[version.uuid])

    refused = client.post(begin, {"table_set": str(tables.uuid)}, follow=True)

    assert "Not begun." in refused.content.decode()
    assert begin not in refused.content.decode()
    assert not GenerationRun.objects.exists()


@pytest.mark.parametrize("table_set", ["", "nonsense", str(uuid4())])
def test_without_a_set_that_is_there_nothing_is_begun(client: Client, both: User, table_set: str) -> None:
    version = ModelVersion.objects.create(name="small", source="local", location="small", licence="MIT")
    client.force_login(both)

    found = client.post(reverse("hub:begin_ablation", args=[version.uuid]), {"table_set": table_set})

    assert (found.status_code, GenerationRun.objects.count()) == (404, 0)


def test_page_is_closed_to_who_rates_somewhere(client: Client, runs: tuple[GenerationRun, GenerationRun]) -> None:
    tables = make_tables(2, name="others")
    study = make_study(
        make_person("lead@example.org", "lead"), runs=[make_run("alpha", tables, text="One."), make_run("beta", tables)]
    )
    rater = join_all(study)[0].user
    client.force_login(make_person("engineer@example.org", "engineer"))
    assert "75.0 %" in client.get(page_of(*runs)).content.decode()
    rater.groups.set(make_person("other@example.org", "engineer").groups.all())
    client.force_login(rater)

    refused = client.get(page_of(*runs))

    assert refused.status_code == 403
    assert "Not while you rate" in refused.content.decode()
    assert "75.0" not in refused.content.decode()


def test_what_is_no_pair_is_not_found(client: Client, runs: tuple[GenerationRun, GenerationRun], both: User) -> None:
    uploaded = make_run("uploaded", runs[0].table_set)
    client.force_login(both)

    assert client.get(page_of(runs[0], runs[0])).status_code == 404
    assert client.get(page_of(runs[0], uploaded)).status_code == 404
    assert client.post(study_of(uploaded, runs[1])).status_code == 404


def test_one_button_drafts_one_study_led_by_who_presses_it(
    client: Client, runs: tuple[GenerationRun, GenerationRun], both: User
) -> None:
    client.force_login(both)
    page = client.get(page_of(*runs)).content.decode()
    sent = {"uuid": page.split('name="uuid" value="')[1].split('"')[0]}

    first, second = (client.post(study_of(*runs), sent) for _ in range(2))

    study = Study.objects.get()
    draft = reverse("hub:draft", args=[study.uuid])
    assert (first.headers["Location"], second.headers["Location"]) == (draft, draft)
    assert list(study.leads.all()) == [both]
    assert set(ArmKey.objects.filter(arm__study=study).values_list("run", flat=True)) == {run.pk for run in runs}
    assert study.tables.count() == 4
    shown = client.get(draft).content.decode()
    assert "&lt;b&gt;tiny&lt;/b&gt; · short prompt is not worse than &lt;b&gt;tiny&lt;/b&gt; · long prompt" in shown
    # Raters read it.
    assert "prompt" not in f"{study.name} {study.question} {study.guideline}".lower()


def test_only_leads_create_studies_and_an_engineer_gets_an_address_for_one(
    client: Client, runs: tuple[GenerationRun, GenerationRun]
) -> None:
    client.force_login(make_person("engineer@example.org", "engineer"))
    page = client.get(page_of(*runs)).content.decode()

    assert client.post(study_of(*runs)).status_code == 403
    assert not Study.objects.exists()
    assert "Draft a blind study" not in page
    address = page.split('<pre class="wrapped" tabindex="0">')[1].split("</pre>")[0].replace("&amp;", "&")
    client.force_login(make_person("lead@example.org", "lead"))
    assert client.get(page_of(*runs)).status_code == 403
    form = client.get(address).content.decode()
    for run in runs:
        assert f'value="{run.uuid}" checked' in form
    assert client.get(f"{reverse('hub:new_study')}?set={runs[0].table_set.uuid}&runs=nonsense").status_code == 200


def test_a_study_of_somebody_else_is_not_opened_by_its_id(
    client: Client, runs: tuple[GenerationRun, GenerationRun], both: User
) -> None:
    theirs = make_study(make_person("lead@example.org", "lead"), runs=runs)
    client.force_login(both)

    answer = client.post(study_of(*runs), {"uuid": str(theirs.uuid)}, follow=True)

    assert answer.status_code == 404
    assert Study.objects.count() == 1


def test_versions_page_and_the_texts_side_by_side_lead_to_the_report(
    client: Client, runs: tuple[GenerationRun, GenerationRun], both: User
) -> None:
    client.force_login(both)
    table = runs[0].table_set.tables.earliest("id")
    model = reverse("hub:model", args=[runs[0].model_version.uuid])

    assert page_of(*runs) in client.get(model).content.decode()
    compared = reverse("hub:compare", args=[runs[1].uuid, table.uuid, runs[0].uuid])
    assert page_of(*runs) in client.get(compared).content.decode()
    client.force_login(make_person("lead@example.org", "lead"))
    assert "hub/ablations" not in client.get(model).content.decode()


def test_a_table_without_a_text_by_either_prompt_leaves_nothing_to_compare(client: Client, both: User) -> None:
    runs = make_ablation(n_tables=1, long=lambda item: bad(), short=says("In short:"))
    client.force_login(both)

    page = client.get(page_of(*runs)).content.decode()

    assert "0 of 0" in page
    assert "valid output is not lower: 1 of 1 tables, 0 of 1 by the long one" in page
