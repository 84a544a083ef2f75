"""An order that may come twice, by a double click or a program that tries again --> one run."""

from django.db import IntegrityError, transaction

from modelhub.models import GenerationRun
from modelhub.steps.start_run import CannotStart, RunOrder, parameters_of, start_run


class KeyUsed(CannotStart):
    """The key came with another order before."""


def start_run_once(order: RunOrder) -> tuple[GenerationRun, bool]:
    """Start a run, or return the one that the same person's order with this key started; and whether it is new.

    Raises CannotStart, and KeyUsed, which is one.
    """
    if run := _started(order):
        return run, False
    try:
        with transaction.atomic():
            return start_run(order), True
    except IntegrityError:
        # The same order was being stored at the same moment.
        if run := _started(order):
            return run, False
        raise


def _started(order: RunOrder) -> GenerationRun | None:
    runs = GenerationRun.objects.filter(created_by=order.created_by, order_key=order.key_digest)
    run = runs.select_related("model_version", "table_set").first() if order.key else None
    if run is not None and not _is_of(run, order):
        raise KeyUsed("The same key ordered a run before, and a different one: nothing was started. Send a new key.")
    return run


def _is_of(run: GenerationRun, order: RunOrder) -> bool:
    asked = (order.model_version.pk, order.table_set.pk, order.prompt.pk, order.priority, order.config.sampling.seed)
    return (
        (run.model_version_id, run.table_set_id, run.prompt_id, run.priority, run.seed) == asked
        and run.parameters == parameters_of(order.config)
        and run.budget_usd == order.budget_usd
    )
