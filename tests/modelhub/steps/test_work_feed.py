"""Tables are claimed ahead of the model, and left alone once nobody wants them any more."""

import threading
import time
from collections.abc import Callable

import pytest

from modelhub.models import RunItem
from modelhub.steps.claim_items import release_items
from modelhub.steps.work_feed import WorkFeed
from tests.modelhub.generation import make_queued_run

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_feed_gives_every_table_once() -> None:
    run = make_queued_run(7)

    with WorkFeed(run.pk, worker="w", n_per_chunk=2, stop=lambda: False) as feed:
        given = [pk for pk, _ in feed.tables()]

    assert given == list(run.items.order_by("id").values_list("pk", flat=True))


@pytest.mark.parametrize("n_tables", [6, 20], ids=["all claimed ahead", "more than is claimed ahead"])
def test_what_was_claimed_ahead_is_not_given_any_more_once_the_run_is_cancelled(n_tables: int) -> None:
    """Else a run goes on, and is paid for, for as long as its model needs for two hundred tables."""
    run, cancelled, told = make_queued_run(n_tables), threading.Event(), threading.Event()

    def stop() -> bool:
        if cancelled.is_set():
            told.set()
        return cancelled.is_set()

    with WorkFeed(run.pk, worker="w", n_per_chunk=2, stop=stop) as feed:
        tables = feed.tables()
        next(tables)
        wait_until(lambda: RunItem.objects.filter(run=run, state="claimed").count() >= 6)
        cancelled.set()
        assert told.wait(20)
        time.sleep(0.1)
        assert list(tables) == []

    release_items(run.pk, worker="w")
    assert set(run.items.values_list("state", "n_attempts")) == {("waiting", 0)}


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)
