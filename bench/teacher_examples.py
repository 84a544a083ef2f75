"""Examples of the built-in teacher as a training reads them."""

from collections.abc import Sequence
from pathlib import Path

from bench.demo_tables import demo_tables
from modelhub.engine.synth.dataset import Briefs, synthesise
from modelhub.engine.synth.offline.teacher import OfflineTeacher
from modelhub.engine.synth.taxonomy_files import read_industries, read_use_cases
from modelhub.engine.train.examples import TrainingExample, read_examples

SEED = 1


def teacher_examples(folder: Path, n: int) -> list[TrainingExample]:
    """Let the built-in teacher write n examples, and return what a training reads of them: all splits, in their order."""
    briefs = Briefs(read_industries(), read_use_cases(), SEED)
    dataset = synthesise(briefs=briefs, teacher=OfflineTeacher(), n=n, test_tables=demo_tables())
    path = folder / "dataset.jsonl"
    path.write_text("".join(dataset.json_lines()), encoding="utf-8")
    return read_examples(path)


def texts_of(examples: Sequence[TrainingExample]) -> list[str]:
    """Return prompts and completions: what a tokenizer of their own is trained on."""
    return [text for one in examples for text in (*(message.content for message in one.messages), one.completion)]
