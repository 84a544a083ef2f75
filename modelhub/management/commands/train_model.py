"""manage.py train_model --base VERSION --dataset D: a training and the version that comes of it, here and now."""

import time
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError, CommandParser

from modelhub.engine.train.config import METHODS, TrainingConfig, config_from
from modelhub.engine.train.new_shape import NewShape
from modelhub.engine.train.refusal import TrainingRefused
from modelhub.models import Dataset, ModelVersion, TrainingRun
from modelhub.steps.run_training import run_training
from modelhub.steps.start_training import CannotTrain, TrainingOrder, resume_training, start_training
from modelhub.steps.worker_card import worker_name
from modelhub.tasks import wake

State = TrainingRun.State
LOOK_EVERY_S = 1.0


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
        parser.add_argument("--queue", action="store_true", help="leave the work to a worker")

    def handle(self, *args: Any, **options: Any) -> None:
        training = self._begun(_order(options))
        if options["queue"]:
            wake("gpu")
            self.stdout.write(f"Queued {training.name}.")
            return
        while run_training(training.pk, worker=worker_name()):
            time.sleep(LOOK_EVERY_S)  # It gave way to a run, or another worker has it in hand.
        training.refresh_from_db()
        if training.state != State.FINISHED or training.result is None:
            problem = training.problem or "It was cancelled."
            raise CommandError(f"{training.name}: {problem}\nRun the command again to go on.")
        self._report(training, training.result)

    def _begun(self, order: TrainingOrder) -> TrainingRun:
        """Return a new training, or the one that the same order began and did not finish."""
        known = TrainingRun.objects.filter(name=order.full_name).first()
        try:
            if known is None:
                return start_training(order)
            if (known.base, known.dataset, known.config_digest) != (order.base, order.dataset, order.config.digest):
                raise CommandError(f"There is another training {known.name}: choose a --name.")
            if known.state in (State.CANCELLED, State.STOPPED):
                resume_training(known)
        except CannotTrain as error:
            raise CommandError(str(error)) from error
        return known

    def _report(self, training: TrainingRun, version: ModelVersion) -> None:
        held_out = "" if training.best_eval_loss is None else f", {training.best_eval_loss:.4f} on held-out examples"
        self.stdout.write(
            f"{training.n_steps_done:,} steps, {training.n_tokens:,} tokens in {training.worker_seconds:,.0f} s; "
            f"loss {training.loss:.4f}{held_out}; ${training.cost_usd:.2f}"
        )
        if training.n_too_long:
            self.stdout.write(f"{training.n_too_long:,} examples did not fit the context; skipped.jsonl lists them.")
        if version.problem:
            raise CommandError(f"{version.name} is registered, and its files can't be used: {version.problem}")
        self.stdout.write(f"Registered {version.name}, manifest {version.manifest_digest}")


def _order(options: dict[str, Any]) -> TrainingOrder:
    base = None
    if options["base"]:
        base = ModelVersion.objects.select_related("base").filter(name=options["base"]).first()
        if base is None:
            raise CommandError(f"No version is called {options['base']}. Register it first.")
    try:
        return TrainingOrder(
            dataset=_dataset(options["dataset"]),
            base=base,
            shape=NewShape() if base else _shape(options["new_llama"], options["vocabulary"]),
            config=_config(options, is_new=base is None),
            name=options["name"],
        )
    except TrainingRefused as error:
        raise CommandError(str(error)) from error


def _config(options: dict[str, Any], *, is_new: bool) -> TrainingConfig:
    given: dict[str, Any] = {}
    for text in options["choices"]:
        name, found, value = text.partition("=")
        if not found:
            raise CommandError(f"--set {text}: write SETTING=VALUE.")
        given[name.strip()] = _value(value)
    given |= {name: options[name] for name in ("method", "seed") if options[name] is not None}
    return config_from(given, start=TrainingConfig(method="full" if is_new else "lora"))


def _value(text: str) -> object:
    """Return a number, truth, list or text; YAML takes 1e-4 for a text."""
    try:
        return float(text) if "e" in text.lower() and text[:1].isdigit() else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError):
        return text


def _shape(text: str, vocabulary: int) -> NewShape:
    hidden, _, n_layers = text.partition("x")
    if not hidden.isdecimal() or not n_layers.isdecimal():
        raise CommandError(f"{text!r} is no shape: write hidden size and layers, such as 256x6.")
    return NewShape(int(hidden), int(n_layers), vocabulary)


def _dataset(name: str) -> Dataset:
    found = Dataset.objects.filter(name=name).first()
    if found is None and len(name) >= 8:
        found = Dataset.objects.filter(digest__startswith=name).first()
    if found is None:
        raise CommandError(f"No dataset is called {name}. Make one: manage.py synthesise_dataset, or import_dataset.")
    return found
