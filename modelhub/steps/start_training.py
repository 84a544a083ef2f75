"""A base, a dataset and a configuration --> TrainingRun, waiting for a worker."""

import json
from dataclasses import dataclass, field

from django.db import transaction

from evaluator.models import User
from modelhub.engine.checkpoints import CheckpointRefused
from modelhub.engine.train import TrainingRefused
from modelhub.engine.train.config import TrainingConfig
from modelhub.engine.train.lora_targets import check_targets, layers_in
from modelhub.engine.train.new_shape import NewShape
from modelhub.licences import USABLE, permission_of
from modelhub.models import Dataset, ModelVersion, TrainingRun
from modelhub.steps.check_model import folder_of
from modelhub.steps.run_states import TRAINING_WORKED_ON
from modelhub.terms import MayNotTrain, check_may_train

WITH_FILES = (ModelVersion.Source.LOCAL, ModelVersion.Source.HUB)
MAX_NAME = 120


class CannotTrain(Exception):
    """The training can't be started, or go on, as asked; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class TrainingOrder:
    """What an engineer asks for; without a base a new model is trained."""

    dataset: Dataset
    base: ModelVersion | None = None
    shape: NewShape = field(default_factory=NewShape)
    config: TrainingConfig = field(default_factory=TrainingConfig)
    # Blank: named by base, dataset and method.
    name: str = ""
    created_by: User | None = None

    @property
    def full_name(self) -> str:
        """Return the name that the version gets."""
        if self.name:
            return self.name
        start = self.base.name if self.base else f"small-{self.shape.hidden}x{self.shape.n_layers}"
        return f"{start} on {self.dataset.name}, {self.config.method}, seed {self.config.seed}"

    @property
    def new_shape(self) -> dict[str, int]:
        """Return the shape of a new model as a training keeps it; empty where there is a base."""
        return {} if self.base else {name: getattr(self.shape, name) for name in NewShape.__slots__}


@transaction.atomic
def start_training(order: TrainingOrder) -> TrainingRun:
    """Store a training that workers take up when they are woken. Raises CannotTrain."""
    _check(order)
    return TrainingRun.objects.create(
        name=order.full_name,
        base=order.base,
        new_shape=order.new_shape,
        dataset=order.dataset,
        config=json.loads(order.config.to_json()),
        config_digest=order.config.digest,
        created_by=order.created_by,
    )


def cancel_training(training: TrainingRun) -> bool:
    """End a training early; its last checkpoint is kept, so that it can go on."""
    working = TrainingRun.objects.filter(pk=training.pk, state__in=TRAINING_WORKED_ON)
    return bool(working.update(state=TrainingRun.State.CANCELLED))


def resume_training(training: TrainingRun) -> None:
    """Let workers go on with a training that was cancelled or stopped. Raises CannotTrain."""
    ended = TrainingRun.objects.filter(
        pk=training.pk, state__in=(TrainingRun.State.CANCELLED, TrainingRun.State.STOPPED)
    )
    if not ended.update(state=TrainingRun.State.QUEUED, problem="", n_attempts=0, ended_at=None):
        raise CannotTrain("Only a training that was cancelled or stopped can go on.")


def _check(order: TrainingOrder) -> None:
    try:
        check_may_train(order.dataset)
    except MayNotTrain as error:
        raise CannotTrain(str(error)) from error
    if order.base is not None:
        _check_base(order.base)
        _check_targets(order.base, order.config)
    elif order.config.method != "full":
        raise CannotTrain("A new model knows nothing that adapters could build on: choose the method full.")
    name = order.full_name
    if len(name) > MAX_NAME:
        raise CannotTrain(f"The name has more than {MAX_NAME} characters: choose a shorter one.")
    taken = (ModelVersion.objects.filter(name=name), TrainingRun.objects.filter(name=name))
    if any(rows.exists() for rows in taken):
        raise CannotTrain(f"There is a version or a training {name} already: choose another name.")


def _check_base(base: ModelVersion) -> None:
    if base.source not in WITH_FILES:
        raise CannotTrain(f"{base.name} can't be trained here: its texts are {base.get_source_display()}.")
    if base.problem:
        raise CannotTrain(f"{base.name} can't be trained: {base.problem}")
    if base.base is not None:
        raise CannotTrain(
            f"{base.name} is an adapter itself: train on {base.base.name}, with its dataset added to this one."
        )
    if permission_of(base) not in USABLE:
        raise CannotTrain(
            f"{base.name}: its licence ({base.licence or 'none is stated'}) is not known to allow this. State it, or "
            "approve it, on its page."
        )


def _check_targets(base: ModelVersion, config: TrainingConfig) -> None:
    """Look for the layers that get adapters, in files of this machine; a worker looks in those that it has to fetch."""
    if config.method != "lora" or not config.lora_targets or base.source != ModelVersion.Source.LOCAL:
        return
    try:
        check_targets(config.lora_targets, layers_in(folder_of(base)))
    except (TrainingRefused, CheckpointRefused) as error:
        raise CannotTrain(f"{base.name} can't be trained so: {error}") from error
