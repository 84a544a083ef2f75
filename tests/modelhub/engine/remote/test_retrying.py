"""Waits are bounded, spread, and heed what the endpoint asks for."""

from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelhub.engine.remote.retrying import RetryPolicy, read_retry_after

NOW = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        (" 0.5 ", 0.5),
        ("0", 0.0),
        ("Sun, 22 Nov 2026 12:01:30 GMT", 90.0),
        ("Sun, 22 Nov 2026 13:01:30 +0100", 90.0),
        ("Sun, 22 Nov 2026 12:01:30 -0000", 90.0),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
        ("-5", None),
        ("soon", None),
        ("1e400", None),
        ("9" * 400, None),
        ("Sun, 99 Nov 2026 12:00:00 GMT", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    assert read_retry_after(value, now=NOW) == seconds


@given(st.text(max_size=60))
def test_retry_after_of_any_text_is_seconds_from_now_or_nothing(value: str) -> None:
    seconds = read_retry_after(value, now=NOW)
    assert seconds is None or seconds >= 0


@given(st.integers(1, 10_000), st.integers(0))
def test_wait_lies_under_a_bound_that_doubles(n_attempts_done: int, seed: int) -> None:
    policy = RetryPolicy(first_s=1.0, most_s=60.0)
    bound = min(60.0, 2.0 ** min(n_attempts_done - 1, 10))
    assert 0.0 <= policy.wait_s(n_attempts_done, None, Random(seed)) <= bound


def test_waits_use_all_of_the_time_up_to_the_bound() -> None:
    chance = Random(0)
    waits = [RetryPolicy(first_s=1.0, most_s=60.0).wait_s(4, None, chance) for _ in range(1000)]
    assert min(waits) < 0.1
    assert max(waits) > 7.9
    assert sum(waits) / 1000 == pytest.approx(4.0, abs=0.2)


@given(st.floats(0, 1e9), st.integers(0))
def test_wait_asked_for_is_heeded_up_to_a_bound(asked_for_s: float, seed: int) -> None:
    wait_s = RetryPolicy(first_s=1.0, most_asked_for_s=120.0).wait_s(1, asked_for_s, Random(seed))
    assert min(asked_for_s, 120.0) <= wait_s <= min(asked_for_s, 120.0) + 1.0
