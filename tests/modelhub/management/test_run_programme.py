"""From a file to a draft study by one command, which may come again."""

from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from evaluator.models import Invitation, Study, TableSet
from modelhub.models import (
    Dataset,
    GenerationRun,
    LedgerEntry,
    ModelVersion,
    ProgrammeStep,
    StudyKey,
    TrainingRun,
    UseCase,
)
from tests.datasets import make_hosted_teacher
from tests.makers import make_person, make_run, make_tables
from tests.modelhub.programme.files import FILE, changed
from tests.stub_process import stub_process

pytestmark = pytest.mark.django_db(transaction=True)
PRICES = """\
models: []
devices:
  - {device: desk, usd_per_hour: "3.60", date: 2020-01-01, source: a test}
"""
CHANGES = [
    ("seed: 3", "seed: 4", "“dataset” was begun with seed 3, and the file says 4 now"),
    ("max_steps: 3", "max_steps: 2", "“training” was begun with settings.max_steps 3, and the file says 2 now"),
    ("margin: 0.1", "margin: 0.2", '“study” was begun with margin "0.1", and the file says "0.2" now'),
    ("name: bespoke", "name: other", "“generate bespoke” was begun, and the file does not ask for it any more"),
]


@pytest.fixture(autouse=True)
def hub(settings: Settings, tmp_path: Path) -> None:
    """A store of one's own, a priced device, a lead and two tables."""
    settings.MODEL_STORE, settings.DEVICE, settings.VAR_DIR = (tmp_path / "store").resolve(), "cpu", tmp_path
    settings.PRICES_FILE, settings.DEVICE_PRICE = tmp_path / "prices.yaml", "desk"
    settings.PRICES_FILE.write_text(PRICES)
    make_person("lead@example.org", "lead")
    make_tables(2)


def called(tmp_path: Path, text: str = FILE) -> str:
    path, out = tmp_path / "programme.yaml", StringIO()
    path.write_text(text)
    call_command("run_programme", str(path), stdout=out)
    return out.getvalue()


def counts() -> tuple[int, ...]:
    return tuple(
        model._default_manager.count()
        for model in (Dataset, TrainingRun, ModelVersion, GenerationRun, Study, Invitation, ProgrammeStep)
    )


def test_a_programme_ends_in_a_draft_and_comes_again_without_doing_anything_twice(tmp_path: Path) -> None:
    said = called(tmp_path)

    version = ModelVersion.objects.get(name="bespoke")
    study = Study.objects.get()
    assert f"training  bespoke: manifest {version.manifest_digest[:16]}" in said
    assert "verify    bespoke: all 5 claims of its lineage hold" in said
    assert said.count("shown this once") == 2
    assert (study.name, study.state, study.margin) == ("Small study", "draft", Decimal("0.100"))
    runs = {run.model_version.name: str(run.uuid) for run in GenerationRun.objects.all()}
    assert StudyKey.objects.get(study=study).claims == [
        {"kind": "not_worse", "run": runs["bespoke"], "than": runs["schema-rules"]}
    ]
    # One dataset, training, study; two versions, runs and invitations; dataset, training, verify, 2 × generate, study.
    assert counts() == (1, 1, 2, 2, 1, 2, 6)
    assert {(step.ended_at is None, step.problem) for step in ProgrammeStep.objects.all()} == {(False, "")}

    again = called(tmp_path)

    assert counts() == (1, 1, 2, 2, 1, 2, 6)
    assert "shown this once" not in again
    assert "verify    bespoke: verified before" in again


def test_the_table_has_the_ledgers_costs(tmp_path: Path) -> None:
    table = {line.rsplit("  ", 3)[0].strip(): line.split() for line in called(tmp_path).split("\n\n")[1].splitlines()}

    rows = {words[0] if words[0] != "generate" else words[1]: words for words in table.values()}
    training = LedgerEntry.objects.get(training__name="bespoke")
    # $3.60 an hour: a thousandth of a dollar each second.
    assert float(training.cost_usd) == pytest.approx(float(training.amount) / 1000, abs=1e-6)
    assert rows["training"][-1] == f"{training.cost_usd:,.6f}"
    assert rows["dataset"][-1] == f"{LedgerEntry.objects.get(dataset__name='lessons').cost_usd:,.6f}"
    assert rows["verify"][1] == "done"
    total = sum(entry.cost_usd for entry in LedgerEntry.objects.all())
    assert rows["total"][-1] == f"{total:,.6f}"


def test_work_without_a_price_is_said(tmp_path: Path, settings: Settings) -> None:
    settings.DEVICE_PRICE = ""

    said = called(tmp_path)

    training = next(line for line in said.splitlines() if line.startswith("training  ") and "done" in line)
    assert training.endswith("no price")
    assert said.splitlines()[-1].endswith("0.000000 and what has no price")


def test_another_wish_for_a_step_that_was_begun_is_refused(tmp_path: Path) -> None:
    called(tmp_path)
    before = counts()

    for old, new, told in CHANGES:
        text = changed(old, new)
        with pytest.raises(CommandError) as refused:
            called(tmp_path, text.replace("version: bespoke", "version: other") if "other" in new else text)

        assert f"programme.yaml: {told}" in str(refused.value)
        assert str(refused.value).endswith("Nothing was done.")
    assert counts() == before


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("lead@example.org", "nobody@example.org", "line 2, lead: nobody@example.org is no lead here"),
        ("tables: shop", "tables: none", "line 3, tables: there are no tables in a set none"),
        ("  n: 12", "  teacher: gone\n  n: 12", "line 6, dataset.teacher: no version is called gone"),
        ("  name: lessons\n  n: 12\n  seed: 3", "  existing: gone", "line 5, dataset.existing: no dataset is called gone"),
        ("  new_llama: 64x1", "  base: gone", "line 10, training.base: no version is called gone"),
        ("version: schema-rules", "version: gone", "line 19, candidates[1].version: no version is called gone"),
        ("version: schema-rules", "version: schema-rules\n    prompt: curt", "line 20, candidates[1].prompt: no prompt"),
        ("[a@example.org", "[a at example", "line 24, study.raters[1]: a at example is not an e-mail address"),
        ("margin: 0.1", "margin: 0.9", "line 23, study.margin: "),
        (
            "version: schema-rules",
            "version: far\n    register: {endpoint: 'http://10.0.0.1/v1', model: m, key_variable: SECRET_KEY}",
            "line 20, candidates[1].register.endpoint: ",
        ),
        (
            "version: schema-rules",
            "version: far\n    register: {folder: far}",
            "line 20, candidates[1].register.folder: the model store has no folder far",
        ),
        (
            "version: schema-rules",
            "version: far\n    budget_usd: 1\n    register: {endpoint: 'https://api.example.com/v1', model: m}",
            "line 20, candidates[1].budget_usd: a budget needs a price: model 'm' has no price",
        ),
    ],
)  # fmt: skip
def test_what_the_hub_lacks_is_told_before_anything_is_begun(tmp_path: Path, old: str, new: str, told: str) -> None:
    text = FILE.replace(old, new)
    if "schema-rules" not in new:
        text = text.replace("than: schema-rules", f"than: {new.split()[1]}") if "version:" in new else text

    with pytest.raises(CommandError) as refused:
        called(tmp_path, text)

    assert f"programme.yaml: {told}" in str(refused.value)
    assert counts() == (0,) * 7


def test_a_candidate_with_uploaded_texts_and_a_base_that_is_not_here(tmp_path: Path) -> None:
    make_run("our texts", TableSet.objects.get())
    text = changed("  - version: schema-rules\n", "  - version: our texts\n").replace(
        "than: schema-rules", "than: our texts"
    )
    text = text.replace(
        "  new_llama: 64x1", "  base: large\n  register: {folder: large, licence: MIT}\n  new_llama: 64x1"
    )
    text = text.replace("    compute: fp32", "    method: full\n    compute: fp32")

    said = called(tmp_path, text)

    assert "register  large: its files are not here, a new model takes its place" in said
    assert TrainingRun.objects.get().base is None
    assert {run.model_version.name for run in GenerationRun.objects.all()} == {"our texts", "bespoke"}


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")

    with pytest.raises(CommandError, match="no UTF-8 text"):
        call_command("run_programme", str(tmp_path / "bytes"))
    with pytest.raises(CommandError, match="No such file or directory"):
        call_command("run_programme", str(tmp_path / "gone"))


def test_a_dataset_that_its_budget_stopped_goes_on_when_the_file_raises_it(tmp_path: Path, settings: Settings) -> None:
    settings.DEVICE_PRICE = ""
    text = changed("  n: 12\n", "  teacher: stub\n  n: 12\n  budget_usd: 0.01\n")
    with stub_process() as url:
        make_hosted_teacher(settings, url, tmp_path)
        with pytest.raises(CommandError, match="dataset lessons: The budget has no room"):
            called(tmp_path, text)

        said = called(tmp_path, text.replace("budget_usd: 0.01", "budget_usd: 1000"))

    assert "dataset   lessons: 12 examples" in said
    dataset = Dataset.objects.get()
    assert (dataset.budget_usd, dataset.state) == (Decimal(1000), "finished")
    row = next(line for line in said.splitlines() if line.startswith("dataset  ") and "done" in line)
    assert row.split()[-1] == f"{dataset.cost_usd:,.6f}"


def test_a_step_begun_before_budgets_were_let_be_may_have_another_now(tmp_path: Path) -> None:
    called(tmp_path)
    step = ProgrammeStep.objects.get(step="dataset")
    ProgrammeStep.objects.filter(pk=step.pk).update(asked={**step.asked, "budget_usd": "5.00"})

    assert "dataset   lessons" in called(tmp_path)


def test_a_budget_that_no_worker_would_keep_is_told_before_anything_is_begun(tmp_path: Path) -> None:
    ModelVersion.objects.create(name="ours", source="local", location="ours")

    with pytest.raises(CommandError, match=r"line 8, dataset.budget_usd: A budget counts tokens of endpoints"):
        called(tmp_path, changed("  n: 12\n", "  teacher: ours\n  n: 12\n  budget_usd: 5\n"))

    assert Dataset.objects.count() == 0


def test_what_is_imported_meanwhile_does_not_keep_a_programme_from_its_own_dataset(tmp_path: Path) -> None:
    called(tmp_path)
    UseCase.objects.create(key="beds", title="Beds", description="Follows beds.", source="ours.yaml", owner="us")

    assert "dataset   lessons: 12 examples" in called(tmp_path)
