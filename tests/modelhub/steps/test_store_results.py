"""Every table of a run gets exactly one result, and the run's figures are the sum of them."""

import pytest

from modelhub.models import GenerationRun, RunOutput
from modelhub.steps.claim_items import claim_items
from modelhub.steps.end_run import CannotResume, cancel_run, finish_if_done, resume_run, retry_failed, stop_run
from modelhub.steps.store_results import store_results
from tests.modelhub.generation import bad, good, make_queued_run

pytestmark = pytest.mark.django_db


def fresh(run: GenerationRun) -> GenerationRun:
    return GenerationRun.objects.get(pk=run.pk)


def test_good_results_become_outputs_and_bad_ones_failed_items_with_their_raw_text() -> None:
    run = make_queued_run(3)
    items = claim_items(run.pk, worker="a", n=3)

    store_results(run.pk, [(items[0], good(items[0])), (items[1], good(items[1])), (items[2], bad())], worker="a")

    stored, failed = fresh(run), run.items.get(state="failed")
    assert (stored.n_done, stored.n_failed, stored.n_tokens_in, stored.n_tokens_out) == (2, 1, 300, 110)
    assert (failed.status, failed.kind, failed.raw) == ("invalid", "json", "no object")
    assert set(run.outputs.values_list("table_id", flat=True)) == {items[0].table_id, items[1].table_id}
    assert run.outputs.get(table=items[0].table).comments == ["The id.", "The name.", "The amount."]
    assert set(run.tallies.values_list("status", "kind", "n_tables")) == {("ok", "", 2), ("invalid", "json", 1)}


def test_a_result_of_a_table_that_another_worker_took_over_is_dropped() -> None:
    run = make_queued_run(1)
    (late,) = claim_items(run.pk, worker="late", n=1)
    run.items.update(worker="other")

    assert store_results(run.pk, [(late, good(late))], worker="late") == 0
    assert not RunOutput.objects.filter(run=run).exists()


def test_a_result_is_stored_once_however_often_it_is_handed_in() -> None:
    run = make_queued_run(1)
    (item,) = claim_items(run.pk, worker="a", n=1)

    assert store_results(run.pk, [(item, good(item))], worker="a") == 1
    assert store_results(run.pk, [(item, good(item))], worker="a") == 0
    assert fresh(run).n_done == 1


def test_a_run_ends_with_its_digest_when_every_table_has_a_result() -> None:
    run = make_queued_run(2)
    items = claim_items(run.pk, worker="a", n=2)
    store_results(run.pk, [(items[0], good(items[0]))], worker="a")
    assert not finish_if_done(run.pk)
    store_results(run.pk, [(items[1], bad())], worker="a")

    assert finish_if_done(run.pk)
    ended = fresh(run)
    assert (ended.state, len(ended.digest)) == ("finished", 64)
    assert not finish_if_done(run.pk)


def test_what_was_in_hand_when_a_run_was_cancelled_is_kept() -> None:
    run = make_queued_run(2)
    (item,) = claim_items(run.pk, worker="a", n=1)

    cancel_run(run)
    store_results(run.pk, [(item, good(item))], worker="a")

    assert (fresh(run).state, fresh(run).n_done) == ("cancelled", 1)


def test_failed_tables_of_one_kind_are_tried_again_and_documented_ones_are_not() -> None:
    run = make_queued_run(3)
    items = claim_items(run.pk, worker="a", n=3)
    store_results(run.pk, [(items[0], good(items[0])), (items[1], bad("json")), (items[2], bad("timeout"))], worker="a")
    finish_if_done(run.pk)

    assert retry_failed(fresh(run), kind="timeout") == 1

    again = fresh(run)
    assert (again.state, again.n_done, again.n_failed, again.digest) == ("queued", 1, 1, "")
    assert [item.pk for item in claim_items(run.pk, worker="b", n=3)] == [items[2].pk]
    assert set(run.tallies.values_list("kind", "n_tables")) == {("", 1), ("json", 1)}


def test_a_stopped_run_goes_on_where_it_stopped() -> None:
    run = make_queued_run(2)
    stop_run(run.pk, "the endpoint is gone")
    assert (fresh(run).state, fresh(run).problem) == ("stopped", "the endpoint is gone")

    resume_run(fresh(run))

    assert (fresh(run).state, fresh(run).problem) == ("queued", "")
    with pytest.raises(CannotResume):
        resume_run(fresh(run))
