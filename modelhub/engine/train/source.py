"""What a training starts from: a checked checkpoint, a preset's shape with random weights, or a model of nothing yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from modelhub.engine.checkpoints import Checkpoint, open_checkpoint
from modelhub.engine.presets import Preset
from modelhub.engine.train.new_model import NewModel, make_new_model
from modelhub.engine.train.new_shape import NewShape


@dataclass(frozen=True, slots=True)
class Source:
    """One of three; `name` is for people and stands in the result."""

    name: str
    directory: Path | None = None
    preset: Preset | None = None
    new: NewModel | None = None

    @property
    def kind(self) -> str:
        """Return checkpoint, random or new."""
        return "checkpoint" if self.directory else "random" if self.preset else "new"

    @property
    def shape(self) -> dict[str, dict[str, int]]:
        """Return the shape of a new model, as the manifest has it beside the base; empty for any other start."""
        if self.new is None:
            return {}
        return {"shape": {name: getattr(self.new, name) for name in NewShape.__slots__}}

    def checkpoint(self, work: Path, texts: Sequence[str]) -> Checkpoint | None:
        """Return the files to start from, made in `work` where they are new; None for random weights.

        Raises CheckpointRefused.
        """
        if self.directory is not None:
            return open_checkpoint(self.directory)
        if self.new is None:
            return None
        folder = work / "base"
        if not folder.is_dir():
            make_new_model(folder, self.new, texts)
        return open_checkpoint(folder)


def base_card(source: Source, checkpoint: Checkpoint | None) -> Mapping[str, object]:
    """Return what identifies the start: digests of its files, or the shape whose weights are random."""
    card: dict[str, object] = {"kind": source.kind, "name": source.name}
    if checkpoint is not None:
        card["weights"] = dict(checkpoint.weights)
        card["tokenizer"] = checkpoint.tokenizer_digest
        card["configuration"] = checkpoint.config_digest
    return card
