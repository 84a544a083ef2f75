"""Dataset --> its examples: claimed, written, sifted, stored; killed anywhere, another worker goes on."""

import time
from contextlib import ExitStack

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from modelhub.engine.synth.brief import BriefError, Industry, UseCase, sector_of
from modelhub.engine.synth.dataset import Briefs, NothingAccepted, synthesise
from modelhub.engine.synth.teacher import Written
from modelhub.engine.text_model import ModelGone
from modelhub.models import Dataset
from modelhub.steps.book_dataset import book_dataset, book_what_is_left
from modelhub.steps.dataset_journal import Journal
from modelhub.steps.dataset_lease import Interrupted, dataset_in_hand
from modelhub.steps.dataset_rows import written_from_json
from modelhub.steps.dataset_sources import sources_of
from modelhub.steps.end_dataset import stop_dataset
from modelhub.steps.held_out_tables import held_out_tables
from modelhub.steps.loaded_model import CannotLoad
from modelhub.steps.open_teacher import OpenTeacher, open_teacher
from modelhub.steps.run_states import DATASET_WORKED_ON
from modelhub.steps.store_dataset import store_dataset


def synthesise_dataset(dataset_id: int, *, worker: str, gives_way: bool = True) -> bool:
    """Write on a dataset until it is finished, ends, or something more urgent waits; return whether there is more to do.

    Safe to be called for any dataset at any time, by any number of workers: one of them has it in hand.
    """
    with dataset_in_hand(dataset_id, worker=worker) as is_mine:
        if is_mine:
            Dataset.objects.filter(pk=dataset_id, started_at=None).update(started_at=timezone.now())
            dataset = Dataset.objects.select_related("teacher").get(pk=dataset_id)
            _write_or_say_why(dataset, worker, gives_way)
    return Dataset.objects.filter(pk=dataset_id, state__in=DATASET_WORKED_ON).exists()


def _write_or_say_why(dataset: Dataset, worker: str, gives_way: bool) -> None:
    try:
        teacher = open_teacher(dataset)
        _write(dataset, teacher, Journal(dataset, teacher, worker=worker, gives_way=gives_way), worker)
    except (CannotLoad, ModelGone, NothingAccepted, BriefError) as error:
        stop_dataset(dataset.pk, str(error))
    except Interrupted:
        pass  # What is written so far is kept; the row says what is next.
    except (OperationalError, InterfaceError):
        # The database is away, locked or full for a while: workers look again by themselves.
        raise
    except Exception as error:
        # Not foreseen, so it would come again at every look, and nobody would see why the dataset stands still.
        stop_dataset(
            dataset.pk,
            f"The worker failed with {type(error).__name__}; its log says more. The dataset can go on from here.",
        )
        raise


def _write(dataset: Dataset, teacher: OpenTeacher, journal: Journal, worker: str) -> None:
    begin = time.monotonic()
    with ExitStack() as ending:
        ending.callback(lambda: book_dataset(dataset, teacher, time.monotonic() - begin))
        # However it ends: what came is paid for.
        ending.callback(journal.keep)
        ending.callback(teacher.close)
        book_what_is_left(dataset, teacher)
        try:
            made = synthesise(
                briefs=briefs_of(dataset),
                teacher=teacher.teacher,
                n=dataset.n_asked,
                test_tables=held_out_tables(),
                already_written=_already_written(dataset),
                on_written=journal.written,
                on_sifted=journal.sifted,
                # Of tables that users bring, even the built-in teacher may hit one: such an example is left out.
                overlap_is_error=False,
            )
        except ModelGone:
            # Whoever has the dataset by now must not be stopped by it.
            journal.store()
            raise
        journal.store()
        store_dataset(dataset, made, worker=worker)


def briefs_of(dataset: Dataset) -> Briefs:
    """Return what a dataset is drawn from, as the engine takes it."""
    kept = dataset.drawn_from
    industries = (Industry(code, title, sector_of(code)) for code, title in kept["industries"])
    use_cases = (UseCase(key, title, text, tuple(sectors)) for key, title, text, sectors in kept["use_cases"])
    split_seed = dataset.parameters.get("split_seed")
    return Briefs(tuple(industries), tuple(use_cases), dataset.seed, split_seed, sources_of(dataset))


def _already_written(dataset: Dataset) -> dict[int, Written]:
    drafts = dataset.drafts.values_list("number", "written").iterator(chunk_size=500)
    return {number: written_from_json(text) for number, text in drafts}
