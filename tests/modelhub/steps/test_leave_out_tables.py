"""A study takes finished runs as arms; where some arm has no text, the table goes for all arms or the study stays shut."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from evaluator.lead.log_lines import log_lines
from evaluator.models import Candidate, Study
from evaluator.steps.advance_study import NotNow
from evaluator.steps.drop_tables import CannotDrop, tables_without_text
from modelhub.models import GenerationRun, IdentityFinding
from modelhub.queries import runs_of
from modelhub.steps.claim_items import claim_items
from modelhub.steps.create_study import CannotCreate
from modelhub.steps.end_run import finish_if_done
from modelhub.steps.import_outputs import OutputFile, import_outputs
from modelhub.steps.leave_out_tables import leave_out_tables
from modelhub.steps.open_study import CannotOpen, open_study, shut_gates
from modelhub.steps.register_model import ModelCard
from modelhub.steps.store_results import store_results
from tests.makers import join_all, make_person, make_run, make_study
from tests.modelhub.generation import bad, good, make_queued_run

pytestmark = pytest.mark.django_db
LEAD = "lead@example.org"


def generated(n_tables: int = 4, *, n_failed: int = 1) -> GenerationRun:
    """A run by a model that failed on its last tables."""
    run = make_queued_run(n_tables)
    run.model_version.licence = "MIT"
    run.model_version.save()
    items = claim_items(run.pk, worker="a", n=n_tables)
    n_good = n_tables - n_failed
    store_results(run.pk, [(item, good(item) if n < n_good else bad()) for n, item in enumerate(items)], worker="a")
    finish_if_done(run.pk)
    return GenerationRun.objects.get(pk=run.pk)


@pytest.fixture
def study() -> Study:
    """A draft of a run that failed on one of four tables, and of one that did not; the other's texts name a model."""
    run = generated()
    other = make_run("beta", run.table_set, text="As beta I would say: events.")
    return make_study(make_person(LEAD, "lead"), runs=[run, other])


def without_text(study: Study) -> list[str]:
    return [row.table.name for row in tables_without_text(study)]


def test_a_lead_hears_of_failed_tables_before_there_is_a_draft(client: Client) -> None:
    run = generated(4, n_failed=1)
    other, third = make_run("beta", run.table_set), make_run("gamma", run.table_set)
    client.force_login(make_person(LEAD, "lead"))

    def said(*runs: GenerationRun) -> str:
        answer = client.get(reverse("hub:common_tables"), {"runs": [str(one.uuid) for one in runs]})
        return re.sub(r"<[^>]+>", "", answer.content.decode()).strip()

    assert said(run, other) == (
        "4 of the set's 4 tables. On 1 of them some run has no text: before the study opens you leave it out for all arms."
    )
    assert said(other, third) == "4 of the set's 4 tables have texts from every chosen run."


def test_finished_runs_become_arms_and_a_failed_table_shuts_the_study(study: Study) -> None:
    assert study.tables.count() == 4
    assert Candidate.objects.filter(arm__study=study).count() == 7
    assert without_text(study) == ["tiny_set.table_4"]
    assert "Some arm has no text for 1 table: leave it out for all arms, or compare other runs." in shut_gates(study)
    with pytest.raises(CannotOpen, match="Some arm has no text"):
        open_study(study, actor=LEAD)


def test_a_table_is_left_out_for_all_arms_and_the_log_says_so_without_the_arm(study: Study) -> None:
    (gone,) = tables_without_text(study)
    assert IdentityFinding.objects.filter(study=study, output__table=gone.table).exists()

    assert leave_out_tables(study, [gone.table.uuid], actor=LEAD) == 1

    assert study.tables.count() == 3
    assert Candidate.objects.filter(arm__study=study).count() == 6
    assert study.pairs.count() == 3
    assert not IdentityFinding.objects.filter(study=study, output__table=gone.table).exists()
    entry = study.log.latest("seq")
    assert (entry.event, entry.actor) == ("tables_dropped", LEAD)
    assert json.loads(entry.detail) == {"tables": ["tiny_set.table_4"], "why": "some arm has no text"}
    (line,) = log_lines([entry])
    assert line.what == "Left out for all arms, since some arm has no text: tiny_set.table_4"


def test_the_study_opens_once_the_table_is_left_out(study: Study) -> None:
    leave_out_tables(study, [row.table.uuid for row in tables_without_text(study)], actor=LEAD)
    IdentityFinding.objects.filter(study=study).update(resolution="waived")
    join_all(study)

    open_study(study, actor=LEAD)

    study.refresh_from_db()
    assert study.state == "open"


def test_a_table_with_all_texts_stays(study: Study) -> None:
    whole = study.tables.get(table__name="tiny_set.table_1")

    with pytest.raises(CannotDrop, match="choose tables on which some arm has no text"):
        leave_out_tables(study, [whole.table.uuid], actor=LEAD)

    assert study.tables.count() == 4


def test_the_last_tables_stay() -> None:
    run = generated(2, n_failed=2)
    # A second run over the same set, so that there is something to compare.
    study = make_study(make_person(LEAD, "lead"), runs=[run, make_run("beta", run.table_set)])

    with pytest.raises(CannotDrop, match="no table would be left"):
        leave_out_tables(study, [row.table.uuid for row in tables_without_text(study)], actor=LEAD)


def test_nothing_is_left_out_of_an_open_study(study: Study) -> None:
    leave_out_tables(study, [row.table.uuid for row in tables_without_text(study)], actor=LEAD)
    IdentityFinding.objects.filter(study=study).update(resolution="waived")
    join_all(study)
    open_study(study, actor=LEAD)

    with pytest.raises(NotNow):
        leave_out_tables(study, [], actor=LEAD)


def test_only_finished_runs_are_offered_and_taken() -> None:
    running = make_queued_run(2)
    done = make_run("beta", running.table_set)

    assert [run.pk for run in runs_of(running.table_set)] == [done.pk]
    with pytest.raises(CannotCreate, match="Some run is not finished"):
        make_study(make_person(LEAD, "lead"), runs=[running, done])


def test_a_broken_row_of_an_uploaded_file_counts_as_a_missing_text() -> None:
    run = generated(3, n_failed=0)
    tables = list(run.table_set.tables.order_by("id"))
    rows = [{"table": table.name, "description": f"Rows of {table.name}.", "columns": {}} for table in tables[:2]] + [
        {"table": tables[2].name, "description": "", "columns": {}}
    ]
    data = "\n".join(json.dumps(row) for row in rows).encode()
    file = OutputFile("out.jsonl", data, run.table_set, ModelCard("uploaded"), skip_bad=True)
    uploaded = import_outputs(file).run

    study = make_study(make_person(LEAD, "lead"), runs=[run, uploaded])

    assert without_text(study) == ["tiny_set.table_3"]


def test_lead_leaves_tables_out_on_the_page_of_the_draft(client: Client, study: Study) -> None:
    client.force_login(study.leads.get())
    page = client.get(reverse("hub:draft", args=[study.uuid])).content.decode()
    (row,) = tables_without_text(study)
    assert "Leave them out for all arms" in page
    assert f'value="{row.table.uuid}"' in page

    done = client.post(
        reverse("hub:leave_out", args=[study.uuid]), {"table": [str(row.table.uuid), "nonsense"]}, follow=True
    )

    assert "1 table left out for all arms" in done.content.decode()
    assert "Leave them out" not in done.content.decode()
