"""The shape of a small new model, checked where it is ordered: without torch, which pages do not load."""

from dataclasses import dataclass

from modelhub.engine.train.refusal import TrainingRefused

HEAD_WIDTH = 32


@dataclass(frozen=True, slots=True)
class NewShape:
    """A small Llama that knows nothing yet; `hidden` is a multiple of 64. Raises TrainingRefused."""

    hidden: int = 256
    n_layers: int = 6
    vocabulary: int = 4096

    def __post_init__(self) -> None:
        if self.hidden % (2 * HEAD_WIDTH) or not 0 < self.hidden <= 8192:
            raise TrainingRefused(f"a hidden size of {self.hidden} does not go: write a multiple of {2 * HEAD_WIDTH}")
        if not 0 < self.n_layers <= 200:
            raise TrainingRefused(f"{self.n_layers} layers don't go: write a number from 1 to 200")
        if not 300 <= self.vocabulary <= 200_000:
            raise TrainingRefused(f"a vocabulary of {self.vocabulary} does not go: write a number from 300 to 200000")


def shape_from(text: str, *, vocabulary: int) -> NewShape:
    """Return the shape that somebody wrote, such as 256x6. Raises TrainingRefused."""
    hidden, _, n_layers = text.partition("x")
    if not (hidden.isdecimal() and n_layers.isdecimal() and len(text) < 12):
        raise TrainingRefused(f"{text!r} is no shape: write hidden size and layers, such as 256x6.")
    return NewShape(int(hidden), int(n_layers), vocabulary)
