"""A worker stays with its run unless there is something more urgent that it could really do."""

from datetime import timedelta

import pytest
from django.utils import timezone

from modelhub.models import RunItem
from modelhub.steps.claim_items import claim_items, release_items
from modelhub.steps.end_run import cancel_run
from modelhub.steps.next_run import next_run
from modelhub.steps.slice_of_work import Slice
from tests.modelhub.generation import make_queued_run

pytestmark = pytest.mark.django_db


def test_a_more_urgent_run_with_waiting_tables_ends_a_slice() -> None:
    run = make_queued_run(2, name="usual")
    slice_ = Slice(run)
    assert not slice_.is_over()

    urgent = make_queued_run(2, name="urgent", priority=1)

    assert slice_.is_over()
    assert next_run(run.queue) == urgent.pk


def test_a_more_urgent_run_that_is_all_in_other_hands_ends_no_slice() -> None:
    """Else a second worker would claim nothing, give way, and take up the same run again, without end."""
    run, urgent = make_queued_run(2, name="usual"), make_queued_run(2, name="urgent", priority=1)
    claim_items(urgent.pk, worker="first", n=2)

    assert next_run(run.queue) == run.pk
    assert not Slice(run).is_over()

    release_items(urgent.pk, worker="first")
    assert Slice(run).is_over()


def test_tables_that_a_lost_worker_held_end_a_slice_of_a_less_urgent_run() -> None:
    run, urgent = make_queued_run(2, name="usual"), make_queued_run(2, name="urgent", priority=1)
    claim_items(urgent.pk, worker="lost", n=2)
    RunItem.objects.filter(run=urgent).update(lease_until=timezone.now() - timedelta(seconds=1))

    assert Slice(run).is_over()


def test_a_run_that_was_cancelled_ends_its_slice() -> None:
    run = make_queued_run(2)
    slice_ = Slice(run)
    cancel_run(run)

    assert slice_.is_over()


def test_nothing_is_taken_up_while_all_is_in_other_hands() -> None:
    run = make_queued_run(2)
    claim_items(run.pk, worker="first", n=2)

    assert next_run(run.queue) is None
