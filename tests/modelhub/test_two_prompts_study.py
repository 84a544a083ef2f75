"""One version against itself under two prompts, blind: from the draft to a report in which the arms have different names."""

from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from evaluator.models import Arm, Figure, Study, User
from evaluator.steps.advance_study import lock_study
from evaluator.steps.analyse_ratings import analyse_ratings
from evaluator.steps.change_slots import add_slot
from modelhub.engine.prompts import PromptTemplate
from modelhub.models import ArmKey, GenerationRun
from modelhub.steps.arm_labels import arm_labels
from modelhub.steps.create_study import create_study
from modelhub.steps.draft_ablation import draft_ablation
from modelhub.steps.draw_named_figures import NAMED_FOREST, draw_named_figures
from modelhub.steps.measure_blinding import measure_blinding
from modelhub.steps.reveal_study import reveal_study
from modelhub.steps.run_names import run_names
from modelhub.steps.scan_study import scan_study
from modelhub.steps.start_run import RunOrder, start_run
from modelhub.steps.store_prompt import store_prompt
from tests.makers import make_person, make_run, make_study, make_tables, open_with_raters, prefer, rate_all
from tests.modelhub.ablation import make_ablation, says, worked_off

pytestmark = pytest.mark.django_db
NAME = "quill-7b"


@pytest.fixture
def lead() -> User:
    return make_person("lead@example.org", "lead", "engineer")


@pytest.fixture
def runs() -> tuple[GenerationRun, GenerationRun]:
    return make_ablation(name=NAME, n_tables=6)


@pytest.fixture
def study(lead: User, runs: tuple[GenerationRun, GenerationRun]) -> Study:
    """The draft, with two raters invited."""
    study, _ = create_study(draft_ablation(*runs, uuid=uuid4()), lead=lead)
    for number in (1, 2):
        add_slot(study, f"rater-{number}@example.org", actor=lead.email)
    return study


def code_of(study: Study, run: GenerationRun) -> str:
    return Arm.objects.get(study=study, pk__in=ArmKey.objects.filter(run=run).values("arm")).code


def test_two_prompts_of_one_version_are_told_apart_only_after_the_reveal(
    client: Client, study: Study, lead: User, runs: tuple[GenerationRun, GenerationRun], tmp_path: Path
) -> None:
    short = code_of(study, runs[1])
    client.force_login(lead)
    open_with_raters(study)
    rate_all(study, prefer(short))
    lock_study(study, actor=lead.email)
    analyse_ratings(study.pk)
    study = Study.objects.get(pk=study.pk)
    sealed = client.get(reverse("lead:analysis", args=[study.uuid])).content.decode()
    assert NAME not in sealed
    assert "short prompt" not in sealed
    reveal_study(study, actor=lead.email, reason="The numbers are in.")

    labels = arm_labels(study)
    assert labels[short] == "quill-7b · short prompt"
    assert sorted(labels.values()) == ["quill-7b · long prompt", "quill-7b · short prompt"]
    report = client.get(reverse("hub:report", args=[study.uuid])).content.decode()
    assert all(label in report for label in labels.values())
    rows = b"".join(client.get(reverse("hub:export_csv", args=[study.uuid])).streaming_content).decode()  # type: ignore[attr-defined]
    assert all(label in rows for label in labels.values())
    draw_named_figures(study.pk)
    assert "short prompt" in Figure.objects.get(analysis__study=study, name=NAMED_FOREST).svg
    measure_blinding(study.pk)
    said = StringIO()
    call_command("verify_study", str(study.uuid), stdout=said)
    assert "FAIL" not in said.getvalue()
    export = tmp_path / "study.json"
    export.write_bytes(b"".join(client.get(reverse("hub:export_json", args=[study.uuid])).streaming_content))  # type: ignore[attr-defined]
    call_command("verify_study", str(export), stdout=said)


def test_opening_names_both_and_the_scan_looks_through_both(
    client: Client, study: Study, lead: User, runs: tuple[GenerationRun, GenerationRun]
) -> None:
    client.force_login(lead)

    page = client.get(reverse("hub:open_study", args=[study.uuid])).content.decode()

    assert "each documented by quill-7b · long prompt and quill-7b · short prompt" in page
    assert scan_study(study) == 0


def test_a_text_that_names_its_version_is_found_under_either_prompt(lead: User) -> None:
    runs = make_ablation(name=NAME, n_tables=2, long=says("By quill-7b:"), short=says("From quill-7b:"))

    study, _ = create_study(draft_ablation(*runs, uuid=uuid4()), lead=lead)

    assert scan_study(study) == 4


def test_only_runs_that_share_a_version_carry_their_prompt(runs: tuple[GenerationRun, GenerationRun]) -> None:
    other = make_run("otter-mini", runs[0].table_set)
    newer, _ = store_prompt(PromptTemplate("short", "", "Say what this is.\n{table}"))
    third = worked_off(start_run(RunOrder(runs[0].model_version, runs[0].table_set, newer)), says("Said."))
    again = worked_off(start_run(RunOrder(runs[0].model_version, runs[0].table_set, newer)), says("Said again."))

    names = run_names([*runs, other])
    assert [names[run.pk] for run in (*runs, other)] == [
        "quill-7b · long prompt",
        "quill-7b · short prompt",
        "otter-mini",
    ]
    names = run_names([*runs, third, again])
    assert [names[run.pk] for run in (runs[1], third, again)] == [
        "quill-7b · short v1 prompt",
        "quill-7b · short v2 prompt",
        "quill-7b · short v2 prompt",
    ]


def test_arms_of_one_version_and_one_prompt_carry_their_code(lead: User) -> None:
    tables = make_tables(2)
    runs = [make_run("otter-mini", tables, text=text) for text in ("One.", "Two.")]
    study = make_study(lead, runs=runs)
    Study.objects.filter(pk=study.pk).update(state=Study.State.REVEALED)

    labels = arm_labels(study)

    assert labels == {code: f"otter-mini ({code})" for code in labels}
