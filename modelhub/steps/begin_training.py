"""A TrainingOrder that may come again --> the training that it began, or a new one."""

from modelhub.models import TrainingRun
from modelhub.steps.start_training import CannotTrain, TrainingOrder, resume_training, start_training

State = TrainingRun.State


def begin_training(order: TrainingOrder) -> TrainingRun:
    """Return a new training, or the one that the same order began; one that stood still is to go on. Raises CannotTrain."""
    known = TrainingRun.objects.filter(name=order.full_name).first()
    if known is None:
        return start_training(order)
    if (known.base, known.dataset, known.config_digest) != (order.base, order.dataset, order.config.digest):
        raise CannotTrain(f"There is another training {known.name}: choose another name.")
    if known.state in (State.CANCELLED, State.STOPPED):
        resume_training(known)
    return known
