"""A dataset as a folder: dataset.jsonl, rejects.jsonl, report.json, card.json and card.md, whole or not at all."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from modelhub.engine.synth.card import card_json, card_markdown
from modelhub.engine.synth.dataset import Dataset

DATASET, REJECTS, REPORT, CARD_JSON, CARD = "dataset.jsonl", "rejects.jsonl", "report.json", "card.json", "card.md"


class FolderRefused(ValueError):
    """The folder can't be written; the message says why."""


def refuse_taken(folder: Path) -> None:
    """Raise FolderRefused when something is there already: datasets are never mixed or overwritten."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderRefused(f"{folder} exists and is not empty; name a new folder")


def write_dataset(dataset: Dataset, folder: Path) -> None:
    """Write all files into a folder beside it, then give it its name. Raises FolderRefused, OSError; leaves nothing half."""
    refuse_taken(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        scratch.chmod(0o755)
        _write(scratch / DATASET, dataset.json_lines())
        _write(scratch / REJECTS, (json.dumps(asdict(reject)) + "\n" for reject in dataset.rejects))
        _write(scratch / REPORT, [json.dumps(dataset.report.as_json(), indent=2) + "\n"])
        _write(scratch / CARD_JSON, [json.dumps(card_json(dataset), indent=2) + "\n"])
        _write(scratch / CARD, [card_markdown(dataset)])
        if folder.exists():
            folder.rmdir()
        scratch.rename(folder)
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise


def _write(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())
