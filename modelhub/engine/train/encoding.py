"""Examples --> tokens, by the very path that a prompt takes at inference."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from modelhub.engine.chat import ChatFormat
from modelhub.engine.local.codec import Codec
from modelhub.engine.local.prompting import prompt_tokens
from modelhub.engine.train.examples import TrainingExample


@dataclass(frozen=True, slots=True)
class Row:
    """The tokens of an example; the loss is on those behind the first `n_prompt`."""

    line: int
    id: str
    ids: tuple[int, ...]
    n_prompt: int

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def n_completion(self) -> int:
        """Return how many tokens are learnt."""
        return len(self.ids) - self.n_prompt


@dataclass(frozen=True, slots=True)
class TooLong:
    """An example that does not fit the context."""

    line: int
    id: str
    n_tokens: int


def encode(
    examples: Iterable[TrainingExample], *, codec: Codec, chat: ChatFormat | None, end: int, context_length: int
) -> tuple[list[Row], list[TooLong]]:
    """Return the rows that fit the context, and those that don't."""
    rows: list[Row] = []
    too_long: list[TooLong] = []
    for example in examples:
        row = _row(example, codec, chat, end)
        if len(row) <= context_length:
            rows.append(row)
        else:
            too_long.append(TooLong(example.line, example.id, len(row)))
    return rows, too_long


def _row(example: TrainingExample, codec: Codec, chat: ChatFormat | None, end: int) -> Row:
    # Prompt and answer apart, as they come at inference: no token spans both.
    prompt = prompt_tokens(codec, chat, example.messages)
    answer = [*codec.following(example.completion), end]
    return Row(example.line, example.id, (*prompt, *answer), len(prompt))


def end_token(ends: Iterable[int], of_tokenizer: int | None) -> int:
    """Return the token that is learnt as the end: the tokenizer's, else the first of the model's. Raises ValueError."""
    if of_tokenizer is not None:
        return of_tokenizer
    for token in sorted(ends):
        return token
    raise ValueError("neither the tokenizer nor the model names a token that ends a text")


def lengths(rows: Sequence[Row]) -> list[int]:
    """Return the rows' lengths in tokens."""
    return [len(row) for row in rows]
