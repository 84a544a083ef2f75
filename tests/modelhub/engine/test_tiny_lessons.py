"""A tiny model that was taught for some seconds documents tables; forcing the object is what makes it complete."""

from pathlib import Path

import pytest

from modelhub.engine.checkpoints import open_checkpoint
from modelhub.engine.document import document_tables
from modelhub.engine.local.model import LocalModel
from modelhub.engine.prompts import SHORT
from modelhub.engine.records import ColumnRecord, TableRecord
from modelhub.engine.results import Status, TableResult
from modelhub.engine.schema_rules import document
from modelhub.engine.text_model import GenerationConfig
from modelhub.engine.tiny import build_tiny
from modelhub.engine.tiny_lessons import Lessons, example_texts, teach

WORDS = ("order", "customer", "invoice", "product", "store", "payment", "shipment", "supplier")


def table(number: int) -> TableRecord:
    own, other = WORDS[number % len(WORDS)], WORDS[(number * 3 + 1) % len(WORDS)]
    columns = (
        ColumnRecord(f"{own}_id", "bigint", nullable=False, key="PK"),
        ColumnRecord(f"{other}_id", "bigint", key="FK", references=f"{other}.{other}_id"),
        ColumnRecord("created_at", "timestamp"),
    )
    return TableRecord(f"shop.{own}", "PostgreSQL", columns[: 2 + number % 2])


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> tuple[LocalModel, float]:
    folder: Path = tmp_path_factory.mktemp("taught") / "model"
    examples = [(table(number), document(table(number))) for number in range(16)]
    build_tiny(folder, example_texts(examples), vocabulary=512)
    loss = teach(folder, examples, lessons=Lessons(n_steps=60, rows=4))
    return LocalModel.load(open_checkpoint(folder), device="cpu"), loss


def results(model: LocalModel, *, forced: bool) -> list[TableResult]:
    config = GenerationConfig(forced=forced, context_length=model.context_length)
    done = dict(document_tables(model, [(n, table(n)) for n in range(16)], template=SHORT, config=config))
    return [done[number] for number in range(16)]


def test_teaching_lowers_the_loss(taught: tuple[LocalModel, float]) -> None:
    # Without any teaching it would be ln(512) = 6.2.
    assert taught[1] < 2


def test_forced_objects_are_complete_and_need_no_mending(taught: tuple[LocalModel, float]) -> None:
    done = results(taught[0], forced=True)

    assert [result.status for result in done] == [Status.OK] * 16
    assert [result.n_calls for result in done] == [1] * 16
    for number, result in enumerate(done):
        assert result.forced
        assert result.documentation is not None
        assert [name for name, text in result.documentation.comments if text] == [c.name for c in table(number).columns]


def test_free_answers_are_never_passed_on_as_better_than_they_are(taught: tuple[LocalModel, float]) -> None:
    for number, result in enumerate(results(taught[0], forced=False)):
        assert not result.forced
        if result.status in (Status.OK, Status.REPAIRED):
            assert result.documentation is not None
            assert [name for name, text in result.documentation.comments if text] == [
                column.name for column in table(number).columns
            ]
        else:
            assert result.kind in ("columns", "json", "length")
