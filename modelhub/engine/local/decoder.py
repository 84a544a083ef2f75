"""The loop: rows are admitted longest first, go through the model together, and leave as they finish."""

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from random import Random

import torch
from transformers import PreTrainedModel

from modelhub.engine.local.batch import Batch
from modelhub.engine.local.budget import Budget, is_out_of_memory
from modelhub.engine.local.codec import Codec
from modelhub.engine.local.sampling import choose, random_of
from modelhub.engine.local.writers import Writer
from modelhub.engine.text_model import Sampling, TextRequest

# Rows join a running batch only when so many can that reading their prompts is worth a pause of the others.
REFILL = 4
# How many rows are sorted by length at a time, in batches.
WINDOW = 4


class DeviceFailed(Exception):
    """The model raised an error that has nothing to do with memory."""


class Row:
    """One request on its way; one that is taken back from a batch starts anew, and writes the same again."""

    def __init__(self, request: TextRequest, prompt: list[int], max_tokens: int, write: Callable[[], Writer]) -> None:
        self.request, self.prompt, self.max_tokens, self._write = request, prompt, max_tokens, write
        self.out_of_memory = False
        self.seconds = 0.0

    def start(self, sampling: Sampling) -> None:
        """Begin with a blank sheet."""
        self.writer = self._write()
        self.random: Random = random_of(self.request, sampling)
        self.started = time.monotonic()

    def stop(self) -> "Row":
        """Take the time."""
        self.seconds = time.monotonic() - self.started
        return self


class Decoder:
    """Runs rows through one model. `rolling`: new rows join while others are under way."""

    def __init__(self, model: PreTrainedModel, codec: Codec, budget: Budget, *, rolling: bool, prefill: int) -> None:
        self._model, self._codec, self._budget = model, codec, budget
        self._rolling, self._prefill = rolling, prefill
        self._closers: torch.Tensor | None = None
        self._special: torch.Tensor | None = None

    def run(self, rows: Iterable[Row], sampling: Sampling) -> Iterator[Row]:
        """Yield every row when it is finished, or marked as out of memory when it does not fit even alone.

        Raises DeviceFailed; errors of `rows` pass as they are.
        """
        source = iter(rows)
        run = _Run(sampling, Batch(self._model, pad=self._codec.pad))
        while True:
            if not run.waiting:
                run.wait_for(islice(source, WINDOW * self._budget.max_rows))
            if not run.waiting and not run.rows:
                return
            yield from self._turn(run)

    def _turn(self, run: "_Run") -> list[Row]:
        try:
            return self._admitted(run) or self._stepped(run)
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise DeviceFailed(str(error)) from error
        # Outside of the except clause, where the error no longer holds the tensors of its frames.
        return self._taken_back(run)

    def _admitted(self, run: "_Run") -> list[Row]:
        """Let rows join; return those that are finished with their first token (and none, where none joined)."""
        joining = self._joining(run)
        if not joining:
            return []
        if not run.rows:
            longest = max(len(row.prompt) for row in joining)
            run.batch.reserve(len(joining), longest)
            run.n_places = len(joining)
        run.admit(joining)
        for group in _groups(joining, self._prefill):
            logits = run.batch.join([row.prompt for row in group])
            run.tokens += self._take(group, logits, run.sampling)
        return self._finished(run)

    def _joining(self, run: "_Run") -> list[Row]:
        if not run.rows:
            first = run.waiting[0]
            return run.waiting[: self._budget.n_rows(len(first.prompt), first.max_tokens)]
        n_free = run.n_places - len(run.rows)
        if not self._rolling or n_free * REFILL < run.n_places or not run.waiting:
            return []
        return list(islice((row for row in run.waiting if run.batch.fits(len(row.prompt))), n_free))

    def _stepped(self, run: "_Run") -> list[Row]:
        if not run.rows:
            return []
        if run.batch.is_full and len(run.rows) > 1 and run.batch.size_when_grown > self._budget.tokens:
            self._shed(run)
        logits = run.batch.step(run.tokens)
        run.tokens = self._take(run.rows, logits, run.sampling)
        return self._finished(run)

    def _shed(self, run: "_Run") -> None:
        """Send the rows that have written least back to wait: texts turned out longer than there is room for."""
        by_length = sorted(range(len(run.rows)), key=lambda row: run.rows[row].writer.n_tokens)
        fitting = max(1, self._budget.tokens * len(run.rows) // run.batch.size_when_grown)
        gone = by_length[: len(run.rows) - fitting]
        run.waiting = _longest_first([*run.waiting, *(run.rows[row] for row in gone)])
        run.drop(gone)
        run.n_places = len(run.rows)
        run.batch.reserve(len(run.rows), 0)

    def _take(self, rows: list[Row], logits: torch.Tensor, sampling: Sampling) -> list[int]:
        self._ban(rows, logits)
        draws = [row.random.random() for row in rows] if sampling.temperature > 0 else []
        choices = choose(logits, sampling, draws)
        return [row.writer.take(choice) for row, choice in zip(rows, choices, strict=True)]

    @torch.inference_mode()
    def _ban(self, rows: list[Row], logits: torch.Tensor) -> None:
        """Keep special tokens out of forced objects, and texts in them from ending before they begin."""
        forced = [number for number, row in enumerate(rows) if row.writer.forced]
        if not forced:
            return
        if self._closers is None or self._special is None:
            # The whole vocabulary is looked through for them, so only where they are needed.
            self._closers, self._special = (
                _known_to(logits, tokens) for tokens in (self._codec.closers, self._codec.special - self._codec.eos)
            )
        _forbid(logits, forced, self._special)
        if starting := [number for number in forced if rows[number].writer.at_start]:
            _forbid(logits, starting, self._closers)

    def _finished(self, run: "_Run") -> list[Row]:
        done = [number for number, row in enumerate(run.rows) if row.writer.finish is not None]
        if not done:
            return []
        finished = [run.rows[number].stop() for number in done]
        for row in finished:
            self._budget.learn(row.max_tokens, row.writer.n_tokens)
        run.drop(done)
        if not run.rows:
            self._budget.grow()
        return finished

    def _taken_back(self, run: "_Run") -> list[Row]:
        rows = run.rows
        run.clear(Batch(self._model, pad=self._codec.pad))
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        self._budget.halve()
        if len(rows) == 1:
            rows[0].out_of_memory = True
            return [rows[0].stop()]
        # However small the rows: the next batch is at most half of this one.
        self._budget.tokens = min(self._budget.tokens, sum(len(row.prompt) + row.max_tokens for row in rows) // 2)
        run.waiting = _longest_first([*run.waiting, *rows])
        return []


class _Run:
    """Who waits, who is in the batch, and which token each of them gets next."""

    def __init__(self, sampling: Sampling, batch: Batch) -> None:
        self.sampling, self.batch = sampling, batch
        self.waiting: list[Row] = []
        self.rows: list[Row] = []
        self.tokens: list[int] = []
        self.n_places = 0

    def wait_for(self, rows: Iterable[Row]) -> None:
        self.waiting = _longest_first(rows)

    def admit(self, rows: list[Row]) -> None:
        joining = {id(row) for row in rows}
        self.waiting = [row for row in self.waiting if id(row) not in joining]
        self.rows += rows
        for row in rows:
            row.start(self.sampling)

    def drop(self, numbers: list[int]) -> None:
        kept = self.batch.drop(numbers)
        self.rows = [self.rows[number] for number in kept]
        self.tokens = [self.tokens[number] for number in kept]

    def clear(self, batch: Batch) -> None:
        self.batch, self.rows, self.tokens = batch, [], []


def _known_to(logits: torch.Tensor, tokens: Iterable[int]) -> torch.Tensor:
    """Return the tokens that the model has too: a tokenizer may have more."""
    return torch.tensor(
        [token for token in sorted(tokens) if token < logits.shape[-1]], dtype=torch.long, device=logits.device
    )


def _forbid(logits: torch.Tensor, rows: list[int], tokens: torch.Tensor) -> None:
    if len(rows) == len(logits):
        logits.index_fill_(1, tokens, -torch.inf)
    else:
        logits[torch.tensor(rows, device=logits.device)[:, None], tokens[None]] = -torch.inf


def _longest_first(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: len(row.prompt), reverse=True)


def _groups(rows: list[Row], max_tokens: int) -> Iterator[list[Row]]:
    """Cut rows, longest first, into groups whose prompts take at most so many tokens together, padding included."""
    while rows:
        n_rows = max(1, max_tokens // len(rows[0].prompt))
        yield rows[:n_rows]
        rows = rows[n_rows:]
