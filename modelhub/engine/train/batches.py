"""Rows --> steps of micro-batches of about equal lengths; the order is a function of seed and epoch alone."""

from collections.abc import Iterator, Sequence
from random import Random

# Rows of one window are sorted by length: enough for little padding, few enough that steps stay mixed.
WINDOW = 1024
MicroBatch = tuple[int, ...]
Step = tuple[MicroBatch, ...]


def plan_epoch(
    lengths: Sequence[int], *, micro_batch_tokens: int, batch_tokens: int, seed: int, epoch: int
) -> list[Step]:
    """Return the steps of an epoch as numbers of rows: every row once.

    A micro-batch takes at most `micro_batch_tokens` with its padding, or is a single row; a step has micro-batches until
    its rows' own tokens reach `batch_tokens`.
    """
    chance = Random(f"{seed}:{epoch}")  # noqa: S311
    order = list(range(len(lengths)))
    chance.shuffle(order)
    micro = [
        batch
        for start in range(0, len(order), WINDOW)
        for batch in bucket(order[start : start + WINDOW], lengths, micro_batch_tokens)
    ]
    chance.shuffle(micro)
    return list(_steps(micro, lengths, batch_tokens))


def bucket(order: Sequence[int], lengths: Sequence[int], micro_batch_tokens: int) -> Iterator[MicroBatch]:
    """Cut rows, sorted by length, into batches that fit the budget when padded to their longest."""
    batch: list[int] = []
    for number in sorted(order, key=lambda one: (-lengths[one], one)):
        # Longest first: the first row's length is what all are padded to.
        if batch and lengths[batch[0]] * (len(batch) + 1) > micro_batch_tokens:
            yield tuple(batch)
            batch = []
        batch.append(number)
    if batch:
        yield tuple(batch)


def n_padded(batch: MicroBatch, lengths: Sequence[int]) -> int:
    """Return how many tokens a batch takes, padding included."""
    return len(batch) * max(lengths[number] for number in batch)


def _steps(micro: Sequence[MicroBatch], lengths: Sequence[int], batch_tokens: int) -> Iterator[Step]:
    step: list[MicroBatch] = []
    n_tokens = 0
    for batch in micro:
        step.append(batch)
        n_tokens += sum(lengths[number] for number in batch)
        if n_tokens >= batch_tokens:
            yield tuple(step)
            step, n_tokens = [], 0
    if step:
        yield tuple(step)
