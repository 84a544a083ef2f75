"""A result that is there already --> refused where it is not that of the training which is asked for."""

import json
from collections.abc import Iterator

from modelhub.engine.checkpoints import CheckpointRefused, open_checkpoint
from modelhub.engine.checkpoints.checkpoint import file_digest
from modelhub.engine.lineage.manifest import read_manifest
from modelhub.engine.train.config import changed
from modelhub.engine.train.refusal import TrainingRefused
from modelhub.engine.train.source import Source, base_card
from modelhub.engine.train.training import CONFIG, Training


def refuse_another(training: Training) -> None:
    """Raise TrainingRefused where settings, dataset or base of the result are not those asked for."""
    try:
        differences = list(_differences(training))
    except (OSError, ValueError, CheckpointRefused) as error:
        raise TrainingRefused(
            f"{training.out} is no result of a training ({error}): remove it, or name another."
        ) from error
    if differences:
        raise TrainingRefused(
            f"{training.out} has the result of a training with {'; '.join(differences)}: choose another name, or remove it."
        )


def _differences(training: Training) -> Iterator[str]:
    manifest = read_manifest(training.out)
    if manifest is None:
        raise ValueError("it has no manifest")
    then = json.loads((training.out / CONFIG).read_text(encoding="utf-8"))
    yield from changed(then, json.loads(training.config.to_json()))
    if manifest.part("dataset").get("file") != file_digest(training.dataset):
        yield f"another dataset than {training.dataset.name}"
    told = manifest.part("base")
    if any(told.get(name) != value for name, value in _start(training.source).items()):
        yield f"another base than {training.source.name}"


def _start(source: Source) -> dict[str, object]:
    checkpoint = open_checkpoint(source.directory) if source.directory else None
    return {**base_card(source, checkpoint), **source.shape}
