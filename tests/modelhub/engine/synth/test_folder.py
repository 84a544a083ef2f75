import hashlib
import json
from pathlib import Path

import pytest

from modelhub.engine.synth.dataset import Dataset, synthesise
from modelhub.engine.synth.folder import FolderRefused, write_dataset
from tests.modelhub.engine.synth.making import GOOD, Scripted, briefs, renamed


@pytest.fixture
def dataset() -> Dataset:
    return synthesise(briefs=briefs(), teacher=Scripted(GOOD, GOOD, renamed(GOOD, 2)), n=2)


def test_folder_has_all_files_and_the_digest_is_that_of_the_lines(dataset: Dataset, tmp_path: Path) -> None:
    write_dataset(dataset, tmp_path / "new" / "d")
    folder = tmp_path / "new" / "d"
    assert sorted(path.name for path in folder.iterdir()) == [
        "card.json",
        "card.md",
        "dataset.jsonl",
        "rejects.jsonl",
        "report.json",
    ]
    assert hashlib.sha256((folder / "dataset.jsonl").read_bytes()).hexdigest() == dataset.digest
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["d"]
    (reject,) = [json.loads(line) for line in (folder / "rejects.jsonl").read_text().splitlines()]
    assert reject["filter"] == "near_duplicate"
    report = json.loads((folder / "report.json").read_text())
    assert (report["written"], report["accepted"]) == (3, 2)


def test_card_names_teacher_terms_sources_seed_and_template(dataset: Dataset, tmp_path: Path) -> None:
    write_dataset(dataset, tmp_path / "d")
    card = json.loads((tmp_path / "d" / "card.json").read_text())
    assert card["teacher"] == {"name": "scripted", "version": "1", "terms_of_output_use": "MIT"}
    assert (card["seed"], card["examples"], card["digest"]) == (1, 2, dataset.digest)
    assert sum(split["examples"] for split in card["splits"].values()) == 2
    page = (tmp_path / "d" / "card.md").read_text()
    assert dataset.digest in page
    assert card["sources"] == [
        "industries and use cases: whoever gave them did not say where they come from",
        "tables and texts: written by scripted, version 1; what it learned from is not known here",
    ]
    assert all(f"- {source}\n" in page for source in card["sources"])
    assert "| near_duplicate | nearly the same as an earlier example | 3 | 1 |" in page


def test_nothing_is_overwritten(dataset: Dataset, tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "mine.txt").write_text("mine")
    with pytest.raises(FolderRefused, match="exists and is not empty"):
        write_dataset(dataset, tmp_path / "d")
    assert [path.name for path in (tmp_path / "d").iterdir()] == ["mine.txt"]


def test_empty_folder_is_taken(dataset: Dataset, tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    write_dataset(dataset, tmp_path / "d")
    assert (tmp_path / "d" / "card.md").exists()


def test_failure_leaves_nothing_behind(dataset: Dataset, tmp_path: Path) -> None:
    broken = Dataset(dataset.examples, (object(),), dataset.briefs, dataset.teacher, 2, 0)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        write_dataset(broken, tmp_path / "d")
    assert list(tmp_path.iterdir()) == []
