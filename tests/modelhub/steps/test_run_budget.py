"""A run's cap holds however many workers spend from it: nothing is given out that is not kept in the database."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from modelhub.models import GenerationRun, Worker
from modelhub.steps.run_budget import N_PER_BLOCK, RunBudget, set_nothing_aside, spend
from modelhub.steps.worker_card import WorkerCard, show_worker
from tests.modelhub.generation import make_queued_run

pytestmark = pytest.mark.django_db
CENT = Decimal("0.01")


@pytest.fixture
def run() -> GenerationRun:
    """A run that may cost a dollar."""
    queued = make_queued_run(1)
    GenerationRun.objects.filter(pk=queued.pk).update(budget_usd=Decimal(1))
    return queued


def worker(name: str, run: GenerationRun) -> RunBudget:
    show_worker(WorkerCard(name, "web"), run_id=run.pk)
    return RunBudget(run.pk, worker=name)


def test_workers_together_get_no_more_than_the_cap(run: GenerationRun) -> None:
    one, other = worker("one", run), worker("other", run)

    given = sum(budget.reserve(CENT) for _ in range(200) for budget in (one, other))

    assert given == 100
    assert sum(Worker.objects.values_list("reserved_usd", flat=True)) == Decimal(1)


def test_money_that_was_spent_is_gone_and_the_rest_is_free_again(run: GenerationRun) -> None:
    budget = worker("one", run)
    assert budget.reserve(Decimal("0.9"))
    budget.settle(Decimal("0.9"), Decimal("0.4"))
    GenerationRun.objects.filter(pk=run.pk).update(cost_usd=Decimal("0.4"))
    spend("one", Decimal("0.4"))

    assert budget.reserve(Decimal("0.6"))
    assert not budget.reserve(CENT)


def test_a_worker_that_is_not_shown_gets_nothing(run: GenerationRun) -> None:
    assert not RunBudget(run.pk, worker="nobody knows").reserve(CENT)


def test_what_a_lost_worker_had_set_aside_is_free_again(run: GenerationRun) -> None:
    assert worker("lost", run).reserve(Decimal("0.9"))
    other = worker("other", run)
    assert not other.reserve(Decimal("0.9"))

    Worker.objects.filter(name="lost").update(seen_at=timezone.now() - timedelta(hours=1))

    assert other.reserve(Decimal("0.9"))


def test_a_worker_that_is_done_frees_its_block(run: GenerationRun) -> None:
    assert worker("one", run).reserve(CENT)
    assert Worker.objects.get().reserved_usd == CENT * N_PER_BLOCK

    set_nothing_aside("one")

    assert worker("other", run).reserve(Decimal(1))
