"""The model that ships: small, as its manifest says, and its texts are whole and speak of the table at hand."""

import pytest

from bench.demo_tables import demo_documents, demo_tables
from modelhub.demo.shipped_models import BESPOKE, SHIPPED
from modelhub.engine.checkpoints import open_checkpoint
from modelhub.engine.document import document_tables
from modelhub.engine.independent_check.score import score, summarise
from modelhub.engine.lineage.manifest import read_manifest
from modelhub.engine.lineage.verify import verify
from modelhub.engine.local.model import LocalModel
from modelhub.engine.prompts import SHORT
from modelhub.engine.results import Status, TableResult
from modelhub.engine.text_model import GenerationConfig

FOLDER = SHIPPED / BESPOKE
# Every eighth: of many industries and dialects.
TABLES, REFERENCE = demo_tables()[::8], demo_documents()[::8]


def test_it_is_small_and_every_file_is_the_one_of_its_manifest() -> None:
    manifest = read_manifest(FOLDER)

    assert manifest is not None
    assert verify(FOLDER, manifest) == []
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 12_000_000


def test_its_card_names_the_dataset_and_the_manifest() -> None:
    manifest = read_manifest(FOLDER)
    card = (SHIPPED / "README.md").read_text(encoding="utf-8")

    assert manifest is not None
    assert str(manifest.part("dataset")["file"]) in card
    assert manifest.digest in card


@pytest.fixture(scope="module")
def model() -> LocalModel:
    return LocalModel.load(open_checkpoint(FOLDER), device="cpu")


def _results(model: LocalModel, *, forced: bool) -> list[TableResult]:
    config = GenerationConfig(forced=forced, context_length=model.context_length)
    done = dict(document_tables(model, enumerate(TABLES), template=SHORT, config=config))
    return [done[number] for number in range(len(TABLES))]


def test_forced_texts_are_whole_and_speak_of_their_table(model: LocalModel) -> None:
    done = _results(model, forced=True)

    documents = [result.documentation for result in done]
    assert {result.status for result in done} <= {Status.OK, Status.REPAIRED}
    scores = [score(table, one, told) for table, one, told in zip(TABLES, documents, REFERENCE, strict=True) if one]
    summary = summarise(scores)
    assert summary.missing_share == 0
    assert summary.subject_share > 0.7
    assert summary.named_share > 0.6


def test_written_freely_half_are_valid(model: LocalModel) -> None:
    # 68 % of all tables of the demo, as its card says.
    done = _results(model, forced=False)
    assert sum(result.status in (Status.OK, Status.REPAIRED) for result in done) >= len(TABLES) / 2
