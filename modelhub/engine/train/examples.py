"""A JSONL file --> training examples; every broken row is named by its line before anything is trained."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from modelhub.engine.text_model import Message
from modelhub.engine.train.refusal import TrainingRefused

TRAIN, VALIDATION, TEST = "train", "validation", "test"
SPLITS = (TRAIN, VALIDATION, TEST)
ROLES = ("system", "user", "assistant")
MAX_LINE = 2_000_000
# Broken rows that are named; the rest is counted.
N_NAMED = 20


@dataclass(frozen=True, slots=True)
class TrainingExample:
    """One row: what the model is asked, and what it should write. `line` counts from 1."""

    line: int
    id: str
    messages: tuple[Message, ...]
    completion: str
    split: str
    # The table as JSON, where the row has one: what the prompt was made from.
    table: str = ""


class RowError(ValueError):
    """What is wrong with one row."""


def read_examples(path: Path) -> list[TrainingExample]:
    """Return the file's rows. Raises TrainingRefused with the lines of all that are broken, or where there is nothing to learn."""
    examples = examples_of(_lines(path), name=path.name)
    if not any(example.split == TRAIN for example in examples):
        raise TrainingRefused(f"{path.name} has no row of the split {TRAIN!r}: there is nothing to learn from.")
    return examples


def examples_of(lines: Iterable[tuple[int, bytes]], *, name: str) -> list[TrainingExample]:
    """Return the rows of numbered lines. Raises TrainingRefused with the numbers of all that are broken."""
    examples: list[TrainingExample] = []
    problems: list[str] = []
    for number, line in lines:
        try:
            examples.append(_example(number, line))
        except RowError as error:
            problems.append(f"line {number}: {error}")
    if problems:
        more = f"\n… and {len(problems) - N_NAMED} more" if len(problems) > N_NAMED else ""
        rows = "\n".join(problems[:N_NAMED])
        raise TrainingRefused(f"{name}: {len(problems)} broken rows; mend or remove them.\n{rows}{more}")
    return examples


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
    except OSError as error:
        raise TrainingRefused(f"{path} can't be read: {error.strerror or error}") from error


def _example(number: int, line: bytes) -> TrainingExample:
    if len(line) > MAX_LINE:
        raise RowError(f"it has {len(line)} bytes; more than {MAX_LINE} are not read")
    try:
        row = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise RowError(f"not JSON in UTF-8 ({error})") from error
    if not isinstance(row, dict):
        raise RowError("not a JSON object")
    split = row.get("split", TRAIN)
    if split not in SPLITS:
        raise RowError(f"split is {split!r}: write {', '.join(SPLITS)}")
    table = row.get("table")
    return TrainingExample(
        line=number,
        id=str(row.get("id", number))[:200],
        messages=_messages(row.get("prompt")),
        completion=_text("completion", row.get("completion")),
        split=split,
        table=json.dumps(table) if isinstance(table, dict) else "",
    )


def _messages(prompt: object) -> tuple[Message, ...]:
    """A prompt is one text, or a list of turns {role, content} of which the last is the user's."""
    if not isinstance(prompt, list):
        return (Message("user", _text("prompt", prompt)),)
    turns = [_turn(entry) for entry in prompt]
    if not turns or turns[-1].role != "user":
        raise RowError("prompt must end with a user's turn")
    return tuple(turns)


def _turn(entry: object) -> Message:
    if not isinstance(entry, dict) or entry.get("role") not in ROLES:
        raise RowError(f"a turn of prompt needs a role ({', '.join(ROLES)}) and a content")
    return Message(str(entry["role"]), _text("prompt", entry.get("content")))


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise RowError(f"{name} must be a text, not {'nothing' if value is None else type(value).__name__}")
    if not value.strip():
        raise RowError(f"{name} is empty")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise RowError(f"{name} holds half a character (a lone surrogate)") from error
    return value
