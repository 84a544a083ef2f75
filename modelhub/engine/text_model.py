"""What the engine asks of any model, local or behind an endpoint: texts for prompts, as they get ready."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation: role is system, user or assistant."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class TextRequest:
    """One prompt. `key` comes back with its completion; `fields` are the columns of the object to force.

    That object is `{"description": text, "columns": {field: text, …}}`, its fields in this order. A model that can't
    force the skeleton of an object ignores `fields`, and says so in the completion.
    """

    key: Hashable
    messages: tuple[Message, ...]
    max_new_tokens: int
    fields: tuple[str, ...] = ()


class Finish(StrEnum):
    """Why a text ends."""

    STOP = "stop"
    # The limit of new tokens, or the model's context, was reached.
    LENGTH = "length"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Completion:
    """What came back for one request. `problem` says in a sentence what went wrong, with `kind` in a word to count by.

    `seconds` is from the request's start to its end; in a batch every request has the batch's.
    """

    key: Hashable
    text: str
    finish: Finish
    n_tokens_in: int = 0
    n_tokens_out: int = 0
    seconds: float = 0.0
    forced: bool = False
    # The prompt did not fit the context and was cut.
    prompt_cut: bool = False
    problem: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How tokens are chosen: temperature 0 is greedy. The same seed gives the same texts on the same machine."""

    temperature: float = 0.0
    top_p: float = 1.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class GenerationConfig:
    """Everything that decides about a run's texts beside model, prompt and table."""

    sampling: Sampling = field(default_factory=Sampling)
    # For one call: description and comments of at most `columns_per_call` columns.
    max_new_tokens: int = 2048
    columns_per_call: int = 50
    # Tokens that a prompt and its answer may take together; None: prompts are not fitted, the model refuses what is too long.
    context_length: int | None = None
    # How often missing columns are asked for again.
    n_retries: int = 2
    # Force the JSON skeleton and the column names where the model can.
    forced: bool = True


class TextModel(Protocol):
    """Anything that writes texts. Errors of single requests are completions; only a model that is gone raises."""

    def complete(self, requests: Iterable[TextRequest], *, sampling: Sampling) -> Iterator[Completion]:
        """Yield one completion for every request, in any order, as they finish. Raises ModelGone."""
        ...

    def n_tokens(self, messages: tuple[Message, ...]) -> int:
        """Return how many tokens the messages take, or an estimate where only the far side knows."""
        ...


class ModelGone(Exception):
    """The model can't go on at all: files missing, device lost, endpoint refused; the text says what to do."""
