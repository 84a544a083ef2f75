"""Tables are in one worker's hands at a time, and never in nobody's for long."""

from datetime import timedelta

import pytest
from django.utils import timezone

from modelhub.models import RunItem
from modelhub.steps.claim_items import claim_items, release_items, renew_leases
from modelhub.steps.end_run import cancel_run
from tests.modelhub.generation import make_queued_run

pytestmark = pytest.mark.django_db


def let_leases_end() -> None:
    RunItem.objects.filter(state="claimed").update(lease_until=timezone.now() - timedelta(seconds=1))


def test_two_workers_claim_different_tables() -> None:
    run = make_queued_run(5)

    first = claim_items(run.pk, worker="a", n=3)
    second = claim_items(run.pk, worker="b", n=3)

    assert len(first) == 3
    assert len(second) == 2
    assert {item.pk for item in first}.isdisjoint(item.pk for item in second)
    assert claim_items(run.pk, worker="c", n=3) == []


def test_a_silent_worker_loses_its_tables_and_one_that_lives_does_not() -> None:
    run = make_queued_run(4)
    lost = claim_items(run.pk, worker="silent", n=2)
    claim_items(run.pk, worker="alive", n=2)
    let_leases_end()
    renew_leases(run.pk, worker="alive")

    taken = claim_items(run.pk, worker="other", n=4)

    assert [item.pk for item in taken] == [item.pk for item in lost]
    assert {item.n_attempts for item in RunItem.objects.filter(worker="other")} == {2}


def test_released_tables_wait_again_and_the_attempt_does_not_count() -> None:
    run = make_queued_run(2)
    claim_items(run.pk, worker="a", n=2)

    release_items(run.pk, worker="a")

    assert set(run.items.values_list("state", "worker", "n_attempts")) == {("waiting", "", 0)}


def test_a_table_that_killed_every_worker_fails_instead_of_killing_more() -> None:
    run = make_queued_run(1)
    for number in range(4):
        assert len(claim_items(run.pk, worker=f"victim {number}", n=1)) == 1
        let_leases_end()

    assert claim_items(run.pk, worker="next", n=1) == []

    item, run = run.items.get(), type(run).objects.get(pk=run.pk)
    assert (item.state, item.kind, run.n_failed) == ("failed", "worker_lost", 1)


def test_nothing_is_claimed_of_a_run_that_was_cancelled() -> None:
    run = make_queued_run(2)
    cancel_run(run)

    assert claim_items(run.pk, worker="a", n=2) == []
