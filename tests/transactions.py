"""Watch which work is done while a transaction is open."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from django.db import transaction


@contextmanager
def done_in_transactions(*files: str) -> Iterator[tuple[set[str], set[str]]]:
    """Give (inside, outside): the functions of those files called while a transaction was open, and the others.

    `files` are ends of paths. The transactions that are open already, such as the test's own, don't count.
    """
    inside, outside = set[str](), set[str]()
    before, depth = sys.getprofile(), _n_open()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename.endswith(files):
            (inside if _n_open() > depth else outside).add(frame.f_code.co_name)

    sys.setprofile(note)
    try:
        yield inside, outside
    finally:
        sys.setprofile(before)


def _n_open() -> int:
    return len(transaction.get_connection().atomic_blocks)
