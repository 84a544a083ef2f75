"""A model that counts the tokens of all that passes through it."""

from collections.abc import Callable, Iterable, Iterator
from threading import Lock

from modelhub.engine.text_model import Completion, Message, Sampling, TextModel, TextRequest


class TokenMeter:
    """A TextModel around another one; `taken` gives what was counted since it was asked last.

    `on_counted` is called after each completion, in the thread that takes it.
    """

    def __init__(self, model: TextModel) -> None:
        self.on_counted: Callable[[], None] = lambda: None
        self._model, self._lock = model, Lock()
        self._n_in = self._n_out = 0

    def complete(self, requests: Iterable[TextRequest], *, sampling: Sampling) -> Iterator[Completion]:
        """Yield what the model yields. Raises ModelGone as it does."""
        for completion in self._model.complete(requests, sampling=sampling):
            with self._lock:
                self._n_in += completion.n_tokens_in
                self._n_out += completion.n_tokens_out
            self.on_counted()
            yield completion

    def n_tokens(self, messages: tuple[Message, ...]) -> int:
        """Return how many tokens the messages take."""
        return self._model.n_tokens(messages)

    def taken(self) -> tuple[int, int]:
        """Return (tokens in, tokens out) since the last call."""
        with self._lock:
            counted = self._n_in, self._n_out
            self._n_in = self._n_out = 0
        return counted
