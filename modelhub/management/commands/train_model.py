"""manage.py train_model --base VERSION --dataset D: a training and the version that comes of it, here and now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from modelhub.engine.train.config import METHODS, TrainingConfig, config_from, setting_from
from modelhub.engine.train.new_shape import NewShape, shape_from
from modelhub.engine.train.refusal import TrainingRefused
from modelhub.models import Dataset, ModelVersion, TrainingRun
from modelhub.steps.begin_training import begin_training
from modelhub.steps.start_training import CannotTrain, TrainingOrder
from modelhub.steps.work_here import train_here
from modelhub.tasks import wake

State = TrainingRun.State


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
        try:
            training = begin_training(_order(options))
        except CannotTrain as error:
            raise CommandError(str(error)) from error
        if options["queue"]:
            wake("gpu")
            self.stdout.write(f"Queued {training.name}.")
            return
        train_here(training)
        if training.state != State.FINISHED or training.result is None:
            problem = training.problem or "It was cancelled."
            raise CommandError(f"{training.name}: {problem}\nRun the command again to go on.")
        self._report(training, training.result)

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
            shape=NewShape() if base else shape_from(options["new_llama"], vocabulary=options["vocabulary"]),
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
