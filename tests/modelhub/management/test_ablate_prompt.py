"""The ablation by its command: a real model of this machine, and a real endpoint over loopback."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from evaluator.models import TableSet
from modelhub.engine.prompts import SHORT, PromptTemplate
from modelhub.engine.tiny import build_tiny
from modelhub.models import GenerationRun, LedgerEntry, ModelVersion
from modelhub.steps.end_run import cancel_run
from modelhub.steps.store_prompt import store_prompt
from tests.makers import make_tables
from tests.stub_process import stub_process

pytestmark = pytest.mark.django_db(transaction=True)
PRICES = """devices: []
models:
  - {model: stub, usd_per_million_in: "30", usd_per_million_out: "60", date: 2024-01-01, source: a test}
"""


def called(*words: str) -> str:
    out = StringIO()
    call_command("ablate_prompt", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def tables() -> TableSet:
    return make_tables(3, name="Demo tables")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with stub_process() as address:
        yield address


@pytest.fixture
def hosted(settings: Settings, url: str, tables: TableSet, tmp_path: Path) -> ModelVersion:
    settings.ALLOW_PRIVATE_ENDPOINTS = True
    settings.PRICES_FILE = tmp_path / "prices.yaml"
    settings.PRICES_FILE.write_text(PRICES, encoding="utf-8")
    return ModelVersion.objects.create(name="hosted", source="endpoint", location=url, revision="stub-rules")


@pytest.fixture
def local(settings: Settings, tables: TableSet, tmp_path: Path) -> ModelVersion:
    settings.MODEL_STORE, settings.DEVICE = tmp_path, "cpu"
    build_tiny(tmp_path / "tiny", ["Document this table as JSON. Demo tables.table_1 id: integer One row per event."])
    return ModelVersion.objects.create(name="tiny", source="local", location="tiny", licence="Apache-2.0")


def test_an_endpoint_is_asked_in_both_ways_and_the_report_is_counted(hosted: ModelVersion) -> None:
    ModelVersion.objects.filter(pk=hosted.pk).update(price="stub")

    said = called("hosted")

    long, short = GenerationRun.objects.order_by("id")
    assert [(run.state, run.n_done, run.origin) for run in (long, short)] == [
        ("finished", 3, "long v1"),
        ("finished", 3, "short v1"),
    ]
    saved = 100 * (1 - short.n_tokens_in / long.n_tokens_in)
    assert 0 < saved < 100
    assert f"input tokens saved: {saved:.1f} % (aim: 50 %)" in said
    # The stub writes by rules, whatever it is asked.
    assert "descriptions: 3 of 3 equal, words in common 1.00" in said
    assert "comments: 9 of 9 equal" in said
    assert "price: stub: $30 / $60 per million tokens in / out since 2024-01-01; a test" in said
    assert f"{long.cost_usd / 3 * 1000:,.4f}" in said
    assert ("The aim is met" if saved >= 50 else "The aim is not met") in said
    assert "3 of 3 tables, 3 of 3 by the long one" in said
    assert said.rstrip().endswith(f"runs: {long.uuid} {short.uuid}")
    assert LedgerEntry.objects.count() == 2

    # Nothing is done twice.
    assert called("hosted") == said
    assert GenerationRun.objects.count() == 2
    called("hosted", "--again")
    assert GenerationRun.objects.count() == 4


def test_without_a_price_row_the_report_says_so(hosted: ModelVersion) -> None:
    said = called("hosted")

    assert said.count("no price") == 2
    assert "price: none for some of the work" in said
    assert "cost saved" not in said


def test_a_model_of_this_machine_is_asked_in_both_ways(local: ModelVersion) -> None:
    """Random weights: the figures are real, and the texts make no sense."""
    said = called("tiny", "--seed", "3")

    long, short = GenerationRun.objects.order_by("id")
    assert [(run.state, run.n_done + run.n_failed, run.seed) for run in (long, short)] == [("finished", 3, 3)] * 2
    assert long.n_tokens_in > short.n_tokens_in > 0
    assert f"{long.n_tokens_in / 3:,.1f}" in said
    assert "The form of the answer was forced" in said
    assert "no price" in said


def test_a_command_that_was_stopped_goes_on_with_its_runs(hosted: ModelVersion) -> None:
    assert "Queued both runs" in called("hosted", "--queue")
    long, short = GenerationRun.objects.order_by("id")
    cancel_run(short)
    ModelVersion.objects.filter(pk=hosted.pk).update(endpoint={"key_variable": "NOBODY_SETS_API_KEY"})

    with pytest.raises(CommandError, match=r"hosted by long v1: .*NOBODY_SETS_API_KEY"):
        called("hosted")

    ModelVersion.objects.filter(pk=hosted.pk).update(endpoint={})
    said = called("hosted")
    assert f"runs: {long.uuid} {short.uuid}" in said
    assert GenerationRun.objects.count() == 2


def test_other_prompts_are_named_by_version_or_digest(hosted: ModelVersion) -> None:
    first, _ = store_prompt(PromptTemplate("terse", "", "As JSON, please:\n{table}"))
    newer, _ = store_prompt(PromptTemplate("terse", "", "Document as JSON:\n{table}"))

    called("hosted", "--long", "terse v1", "--short", newer.digest[:10])
    called("hosted", "--long", "terse")

    used = list(GenerationRun.objects.order_by("id").values_list("origin", flat=True))
    assert used == ["terse v1", "terse v2", "short v1"]
    assert str(first) == "terse v1"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["none"], "No version is called none"),
        (["hosted", "--tables", "none"], "No table set is called none"),
        (["hosted", "--short", "none"], "No prompt is called none"),
        (["hosted", "--short", "none v99999999999"], "No prompt is called none"),
        (["hosted", "--long", "short"], "Both prompts are short v1: an ablation needs two"),
    ],
)
def test_ablate_prompt_says_what_is_wrong(hosted: ModelVersion, words: list[str], told: str) -> None:
    store_prompt(SHORT)

    with pytest.raises(CommandError, match=told):
        called(*words)
    assert not GenerationRun.objects.exists()
