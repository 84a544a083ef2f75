"""When a worker counts as stalled: tests/flow kills the children of a real one."""

import pytest

from config.stalled_worker import is_stalled

A, B = frozenset("a"), frozenset("b")


@pytest.mark.parametrize(
    ("before", "waiting", "n_active", "stalled"),
    [
        # One message has waited for two looks, and a child is free.
        (A, A | B, 2, True),
        (A, A, 0, True),
        # All children are busy: it waits for them.
        (A, A, 3, False),
        # It came after the last look, or has been taken since.
        (A, B, 0, False),
        (A, frozenset(), 0, False),
        (frozenset(), A, 0, False),
    ],
)
def test_a_worker_is_stalled_when_messages_wait_though_children_are_free(
    before: frozenset[str], waiting: frozenset[str], n_active: int, stalled: bool
) -> None:
    assert is_stalled(before, waiting, n_active=n_active, n_children=3) == stalled
