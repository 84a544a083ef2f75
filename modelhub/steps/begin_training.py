"""A TrainingOrder that may come again --> the training that it began, or a new one."""

import json
from collections.abc import Iterator

from modelhub.engine.train.config import changed
from modelhub.models import TrainingRun
from modelhub.steps.check_model import check_registered
from modelhub.steps.start_training import CannotTrain, TrainingOrder, resume_training, start_training

State = TrainingRun.State


def begin_training(order: TrainingOrder) -> TrainingRun:
    """Return a new training, or the one that the same order began; one that stood still is to go on. Raises CannotTrain."""
    known = TrainingRun.objects.select_related("base", "dataset", "result").filter(name=order.full_name).first()
    if known is None:
        return start_training(order)
    if differences := list(_differences(known, order)):
        raise CannotTrain(
            f"There is another training {known.name}, with {'; '.join(differences)}: choose another name."
        )
    if known.state in (State.CANCELLED, State.STOPPED):
        resume_training(known)
        known.refresh_from_db()
    elif known.result is not None and known.result.problem:
        # What was wrong with its files when it ended, a base that could not be fetched, may have passed.
        check_registered(known.result.pk)
        known.result.refresh_from_db()
    return known


def _differences(known: TrainingRun, order: TrainingOrder) -> Iterator[str]:
    """Yield what was ordered then and is ordered otherwise now."""
    if known.base != order.base:
        yield f"the base {known.base_name}, not {order.base.name if order.base else 'a new model'}"
    elif order.base is None:
        yield from changed(known.new_shape, order.new_shape)
    if known.dataset != order.dataset:
        yield f"the dataset {known.dataset.name}, not {order.dataset.name}"
    yield from changed(known.config, json.loads(order.config.to_json()))
