"""Batches: every row once, within the budget, of about equal lengths, in an order that hangs on seed and epoch alone."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from modelhub.engine.train.batches import n_padded, plan_epoch

LENGTHS = st.lists(st.integers(1, 300), max_size=80)


@given(LENGTHS, st.integers(1, 600), st.integers(1, 900), st.integers(0, 5))
def test_plan_holds_every_row_once_and_keeps_the_budget(
    lengths: list[int], micro_batch_tokens: int, batch_tokens: int, epoch: int
) -> None:
    steps = plan_epoch(lengths, micro_batch_tokens=micro_batch_tokens, batch_tokens=batch_tokens, seed=1, epoch=epoch)

    numbers = [number for step in steps for batch in step for number in batch]
    assert sorted(numbers) == list(range(len(lengths)))
    assert all(n_padded(batch, lengths) <= micro_batch_tokens or len(batch) == 1 for step in steps for batch in step)
    sizes = [sum(lengths[number] for batch in step for number in batch) for step in steps]
    assert all(size >= batch_tokens for size in sizes[:-1])


def test_plan_depends_on_seed_and_epoch_alone() -> None:
    lengths = [Random(3).randrange(20, 400) for _ in range(100)]

    def plan(seed: int, epoch: int) -> object:
        return plan_epoch(lengths, micro_batch_tokens=1000, batch_tokens=2000, seed=seed, epoch=epoch)

    assert plan(1, 0) == plan(1, 0)
    assert plan(1, 0) != plan(1, 1)
    assert plan(1, 0) != plan(2, 0)


def test_padding_is_little_where_lengths_differ_much() -> None:
    chance = Random(5)
    lengths = [chance.randrange(100, 900) for _ in range(3600)]

    steps = plan_epoch(lengths, micro_batch_tokens=8192, batch_tokens=16384, seed=0, epoch=0)

    padded = sum(n_padded(batch, lengths) for step in steps for batch in step)
    assert sum(lengths) / padded > 0.97
