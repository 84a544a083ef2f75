"""Random streams: the same key gives the same numbers, any other key gives others."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.stats.streams import random_stream, shuffled


def test_random_stream_repeats_itself() -> None:
    assert random_stream(b"s", "order", 3).random(4).tolist() == random_stream(b"s", "order", 3).random(4).tolist()


def test_random_stream_differs_by_every_part_of_its_key() -> None:
    streams = [
        random_stream(b"s", "order", "12"),
        random_stream(b"s", "order1", "2"),
        random_stream(b"s", "order", 1, 2),
        random_stream(b"so", "rder", "12"),
        random_stream(b"s", "order"),
    ]

    assert len({stream.random() for stream in streams}) == len(streams)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers()), st.integers(0, 2**32))
def test_shuffled_keeps_the_values(values: list[int], seed: int) -> None:
    assert sorted(shuffled(values, np.random.default_rng(seed))) == sorted(values)


def test_shuffled_reaches_every_order() -> None:
    rng = random_stream(b"s", "test")

    assert len({tuple(shuffled("abc", rng)) for _ in range(200)}) == 6
