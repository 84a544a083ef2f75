"""Dataset --> dataset.jsonl on this machine, checked against its digest on the way."""

import hashlib
import os
from pathlib import Path

from modelhub.models import Dataset
from modelhub.steps.dataset_lines import bodies_of


class DatasetChanged(Exception):
    """The stored lines are not those that the digest stands for."""


def write_dataset(dataset: Dataset, path: Path) -> None:
    """Write all lines to a file, whole or not at all. Raises DatasetChanged, OSError."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    digest = hashlib.sha256()
    try:
        with scratch.open("wb") as file:
            for body in bodies_of(dataset):
                line = f"{body}\n".encode()
                digest.update(line)
                file.write(line)
            file.flush()
            os.fsync(file.fileno())
        if digest.hexdigest() != dataset.digest:
            raise DatasetChanged(
                f"{dataset.name}: its lines have the digest {digest.hexdigest()[:16]}…, not {dataset.digest[:16]}…: "
                "they were changed after it was finished. Synthesise or import it again."
            )
        scratch.rename(path)
    finally:
        scratch.unlink(missing_ok=True)
