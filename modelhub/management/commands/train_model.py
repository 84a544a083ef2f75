"""manage.py train_model --base VERSION --dataset D: a training and the version that comes of it, here and now."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from modelhub.engine.train.config import METHODS, TrainingConfig, config_from, setting_from
from modelhub.engine.train.new_shape import NewShape, shape_from
from modelhub.engine.train.refusal import TrainingRefused
from modelhub.engine.train.sweep_file import read_sweep
from modelhub.models import Dataset, ModelVersion, TrainingRun
from modelhub.steps.begin_training import begin_training
from modelhub.steps.start_training import CannotTrain, TrainingOrder
from modelhub.steps.work_here import train_here
from modelhub.tasks import wake
from modelhub.training_queries import address_beside

State = TrainingRun.State
ENDED_WITHOUT_RESULT = (State.CANCELLED, State.STOPPED)


class Command(BaseCommand):
    """Killed or stopped, the same command goes on from the last checkpoint."""

    help = "Train a base, or a small new model, on a dataset; the result registers itself with its manifest."

    def add_arguments(self, parser: CommandParser) -> None:
        start = parser.add_mutually_exclusive_group(required=True)
        start.add_argument("--base", metavar="VERSION", help="name of the version to train")
        start.add_argument("--new-llama", metavar="HIDDENxLAYERS", help="a new model, such as 256x6")
        parser.add_argument("--vocabulary", type=int, default=4096, help="tokens of a new model's tokenizer")
        parser.add_argument("--dataset", required=True, metavar="NAME", help="its name, or the beginning of its digest")
        parser.add_argument("--name", default="", help="of the new version; else by base, dataset, method and seed")
        parser.add_argument(
            "--method", choices=METHODS, help="adapters, or all weights (default lora; a new model: full)"
        )
        parser.add_argument("--seed", type=int)
        parser.add_argument(
            "--set", action="append", default=[], metavar="SETTING=VALUE", dest="choices",
            help="such as learning_rate=1e-4; docs/training.md lists them. May be given several times",
        )  # fmt: skip
        parser.add_argument(
            "--sweep",
            type=Path,
            metavar="FILE.yaml",
            help="a list of settings, each a training and a version of its own",
        )
        parser.add_argument("--queue", action="store_true", help="leave the work to a worker")

    def handle(self, *args: Any, **options: Any) -> None:
        trainings = _begun(_orders(options))
        if options["queue"]:
            wake("gpu")
            for training in trainings:
                self.stdout.write(f"Queued {training.name}.")
        else:
            self._train(trainings)
        if len(trainings) > 1:
            self.stdout.write(f"Beside each other: {address_beside(trainings)}")
        if problems := [f"{one.name}: {problem}" for one in trainings if (problem := _problem(one))]:
            raise CommandError("\n".join(problems))

    def _train(self, trainings: Sequence[TrainingRun]) -> None:
        """Train one after the other: one that can't go on does not keep those behind it."""
        for training in trainings:
            train_here(training)
            if training.result is not None and not training.result.problem:
                self._report(training, training.result)

    def _report(self, training: TrainingRun, version: ModelVersion) -> None:
        held_out = "" if training.best_eval_loss is None else f", {training.best_eval_loss:.4f} on held-out examples"
        self.stdout.write(
            f"{training.n_steps_done:,} steps, {training.n_tokens:,} tokens in {training.worker_seconds:,.0f} s; "
            f"loss {training.loss:.4f}{held_out}; ${training.cost_usd:.2f}"
        )
        if training.n_too_long:
            self.stdout.write(f"{training.n_too_long:,} examples did not fit the context; skipped.jsonl lists them.")
        self.stdout.write(f"Registered {version.name}, manifest {version.manifest_digest}")


def _begun(orders: Sequence[TrainingOrder]) -> list[TrainingRun]:
    """Begin all or none."""
    try:
        with transaction.atomic():
            return [begin_training(order) for order in orders]
    except CannotTrain as error:
        raise CommandError(str(error)) from error


def _problem(training: TrainingRun) -> str:
    """Return why a training has no version that can be used, blank where it has one or is still to end."""
    if training.state in ENDED_WITHOUT_RESULT:
        return f"{training.problem or 'It was cancelled.'} Run the command again to go on."
    problem = training.result.problem if training.result else ""
    return f"it is registered, and its files can't be used: {problem}" if problem else ""


def _orders(options: dict[str, Any]) -> list[TrainingOrder]:
    """Return the order, or one for each entry of a sweep, named after it."""
    try:
        order = _order(options)
        if options["sweep"] is None:
            return [order]
        variants = read_sweep(options["sweep"], order.config)
    except TrainingRefused as error:
        raise CommandError(str(error)) from error
    return [replace(order, config=config, name=f"{order.full_name}, {name}") for name, config in variants.items()]


def _order(options: dict[str, Any]) -> TrainingOrder:
    base = None
    if options["base"]:
        base = ModelVersion.objects.select_related("base").filter(name=options["base"]).first()
        if base is None:
            raise CommandError(f"No version is called {options['base']}. Register it first.")
    return TrainingOrder(
        dataset=_dataset(options["dataset"]),
        base=base,
        shape=NewShape() if base else shape_from(options["new_llama"], vocabulary=options["vocabulary"]),
        config=_config(options, is_new=base is None),
        name=options["name"],
    )


def _config(options: dict[str, Any], *, is_new: bool) -> TrainingConfig:
    given: dict[str, Any] = {}
    for text in options["choices"]:
        name, found, value = text.partition("=")
        if not found:
            raise CommandError(f"--set {text}: write SETTING=VALUE.")
        given[name.strip()] = setting_from(value)
    given |= {name: options[name] for name in ("method", "seed") if options[name] is not None}
    return config_from(given, start=TrainingConfig(method="full" if is_new else "lora"))


def _dataset(name: str) -> Dataset:
    found = Dataset.objects.filter(name=name).first()
    if found is None and len(name) >= 8:
        found = Dataset.objects.filter(digest__startswith=name).first()
    if found is None:
        raise CommandError(f"No dataset is called {name}. Make one: manage.py synthesise_dataset, or import_dataset.")
    return found
