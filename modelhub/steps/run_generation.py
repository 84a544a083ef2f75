"""GenerationRun --> outputs, one slice of work at a time: claim, generate, store; killed anywhere, it goes on elsewhere."""

import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import TypeVar

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from modelhub.engine.document import document_tables
from modelhub.engine.prompts import PromptTemplate as EnginePrompt
from modelhub.engine.results import TableResult
from modelhub.engine.text_model import GenerationConfig, ModelGone, Sampling
from modelhub.models import GenerationRun
from modelhub.steps.book_slice import book_slice
from modelhub.steps.claim_items import release_items, renew_leases
from modelhub.steps.end_run import finish_if_done, stop_run
from modelhub.steps.heartbeat import heartbeat
from modelhub.steps.loaded_model import CannotLoad, LoadedModel, loaded_model
from modelhub.steps.run_budget import set_nothing_aside
from modelhub.steps.run_states import WORKED_ON, State
from modelhub.steps.slice_of_work import Slice
from modelhub.steps.start_run import fill_items
from modelhub.steps.store_results import store_results
from modelhub.steps.work_feed import WorkFeed
from modelhub.steps.worker_card import WorkerCard, show_worker

T = TypeVar("T")
# Results are stored together so often; a worker that is killed has this much to do again.
STORE_EVERY_S = 0.5


def run_generation(run_id: int, *, worker: str, queue: str) -> bool:
    """Work on a run until nothing is left, it ends, or the slice is over; return whether there is more to do.

    Safe to be called for any run at any time, by any number of workers.
    """
    run = GenerationRun.objects.select_related("model_version", "prompt").get(pk=run_id)
    if run.state not in WORKED_ON:
        return False
    if finish_if_done(run.pk):
        # Its last worker was killed before it could end it: that takes no model.
        return False
    fill_items(run)
    begun = {"state": State.RUNNING, "started_at": run.started_at or timezone.now()}
    GenerationRun.objects.filter(pk=run.pk, state__in=WORKED_ON).update(**begun)
    try:
        model = loaded_model(run, worker=worker)
        _work(run, model, WorkerCard(worker, queue, model.device, run.model_version.name))
    except CannotLoad as error:
        stop_run(run.pk, str(error))
        return False
    except (OperationalError, InterfaceError):
        # The database is away, locked or full for a while: workers look again by themselves.
        raise
    except Exception as error:
        # Not foreseen, so it would come again at every look, and nobody would see why the run stands still.
        stop_run(
            run.pk, f"The worker failed with {type(error).__name__}; its log says more. The run can go on from here."
        )
        raise
    return not finish_if_done(run.pk) and GenerationRun.objects.filter(pk=run.pk, state__in=WORKED_ON).exists()


def _work(run: GenerationRun, model: LoadedModel, card: WorkerCard) -> None:
    slice_, begin = Slice(run), time.monotonic()
    feed = WorkFeed(run.pk, worker=card.name, n_per_chunk=model.n_per_chunk, stop=slice_.is_over)
    n_in = n_out = 0
    # Each is done even when one before it fails: a database that is locked for a while loses no dollar of the ledger.
    with ExitStack() as ending:
        ending.callback(lambda: book_slice(run, model, time.monotonic() - begin, n_in=n_in, n_out=n_out))
        ending.callback(set_nothing_aside, card.name)
        ending.callback(release_items, run.pk, worker=card.name)
        ending.callback(model.close)
        try:
            # At once: a budget sets aside in the worker's row, and nothing where there is none.
            show_worker(card, run_id=run.pk)
            with heartbeat(lambda: _live(run, card), of=card.name), feed:
                results = document_tables(model.text_model, feed.tables(), template=_prompt(run), config=config_of(run))
                for batch in _batches(results):
                    _store(run, batch, model, feed, card)
                    n_in += sum(result.n_tokens_in for _, result in batch)
                    n_out += sum(result.n_tokens_out for _, result in batch)
        except ModelGone as gone:
            stop_run(run.pk, str(gone))


def _live(run: GenerationRun, card: WorkerCard) -> None:
    renew_leases(run.pk, worker=card.name)
    show_worker(card, run_id=run.pk)


def _store(
    run: GenerationRun, batch: list[tuple[int, TableResult]], model: LoadedModel, feed: WorkFeed, card: WorkerCard
) -> None:
    cost = model.cost_of([result for _, result in batch])
    store_results(run.pk, [(feed.taken(pk), result) for pk, result in batch], worker=card.name, cost_usd=cost)


def _batches(results: Iterable[T]) -> Iterator[list[T]]:
    """Yield results in lists, each as soon as STORE_EVERY_S have passed since the last one.

    Raises ModelGone as `results` does, once what came before it is yielded: it has been paid for.
    """
    batch: list[T] = []
    last, gone = time.monotonic(), None
    try:
        for result in results:
            batch.append(result)
            if time.monotonic() - last >= STORE_EVERY_S:
                yield batch
                batch, last = [], time.monotonic()
    except ModelGone as error:
        gone = error
    if batch:
        yield batch
    if gone is not None:
        raise gone


def config_of(run: GenerationRun) -> GenerationConfig:
    """Return a run's configuration as the engine takes it."""
    kept = dict(run.parameters)
    sampling = kept.pop("sampling")
    chosen = Sampling(float(sampling["temperature"]), float(sampling["top_p"]), run.seed)
    return GenerationConfig(sampling=chosen, **kept)


def _prompt(run: GenerationRun) -> EnginePrompt:
    assert run.prompt is not None, "a run by a model has a prompt"
    return EnginePrompt(run.prompt.name, run.prompt.system, run.prompt.user)
