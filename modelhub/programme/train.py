"""A programme's dataset and training, by the steps that the commands take too."""

from modelhub.engine.train.new_shape import NewShape
from modelhub.models import Dataset, ModelVersion, TrainingRun
from modelhub.programme.plan import OFFLINE, DatasetPlan, TrainingPlan
from modelhub.programme.stopped import ProgrammeStopped
from modelhub.steps.begin_dataset import begin_dataset
from modelhub.steps.begin_training import begin_training
from modelhub.steps.start_dataset import CannotSynthesise, DatasetOrder
from modelhub.steps.start_training import CannotTrain, TrainingOrder
from modelhub.steps.work_here import train_here, write_dataset_here


def make_dataset(plan: DatasetPlan) -> Dataset:
    """Return the finished dataset. Raises ProgrammeStopped."""
    dataset = _begun_dataset(plan)
    write_dataset_here(dataset)
    if dataset.state != Dataset.State.FINISHED:
        raise ProgrammeStopped(f"dataset {dataset.name}: {dataset.problem or 'it was cancelled.'}")
    return dataset


def train(plan: TrainingPlan, dataset: Dataset) -> ModelVersion:
    """Return the version that was trained. Raises ProgrammeStopped."""
    training = _begun_training(plan, dataset)
    train_here(training)
    if training.state != TrainingRun.State.FINISHED or training.result is None:
        raise ProgrammeStopped(f"training {training.name}: {training.problem or 'it was cancelled.'}")
    if training.result.problem:
        raise ProgrammeStopped(f"{training.name} is registered, and its files can't be used: {training.result.problem}")
    return training.result


def _begun_dataset(plan: DatasetPlan) -> Dataset:
    if plan.existing:
        return Dataset.objects.get(name=plan.name)
    teacher = None if plan.teacher == OFFLINE else ModelVersion.objects.get(name=plan.teacher)
    order = DatasetOrder(n=plan.n, seed=plan.seed, teacher=teacher, name=plan.name, budget_usd=plan.budget_usd)
    try:
        # A finished one is this programme's own: what was imported since is for another one.
        return begin_dataset(order, keeps_finished=True)
    except CannotSynthesise as error:
        raise ProgrammeStopped(str(error)) from error


def _begun_training(plan: TrainingPlan, dataset: Dataset) -> TrainingRun:
    """Return the training; one that was begun keeps its start, though a missing base may have come meanwhile."""
    base = ModelVersion.objects.select_related("base").filter(name=plan.base).first() if plan.base else None
    if known := TrainingRun.objects.select_related("base").filter(name=plan.name).first():
        base = known.base
    order = (
        TrainingOrder(dataset, base, config=plan.config(is_new=False), name=plan.name)
        if base is not None
        else TrainingOrder(dataset, shape=_shape(plan), config=plan.config(is_new=True), name=plan.name)
    )
    try:
        return begin_training(order)
    except CannotTrain as error:
        raise ProgrammeStopped(str(error)) from error


def _shape(plan: TrainingPlan) -> NewShape:
    if plan.new_llama is None:
        raise ProgrammeStopped(f"No version is called {plan.base} any more: register it again.")
    return plan.new_llama
