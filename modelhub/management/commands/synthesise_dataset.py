"""manage.py synthesise_dataset --n 3600 --teacher VERSION|offline --seed N: training data, written here and now."""

import sys
import time
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from modelhub.database_thread import database_thread
from modelhub.engine.synth.offline.invented import Invention
from modelhub.licences import USABLE
from modelhub.models import Dataset, ModelVersion
from modelhub.steps.begin_dataset import begin_dataset
from modelhub.steps.dataset_sources import has_other_sources
from modelhub.steps.start_dataset import USUAL_LEVELS, CannotSynthesise, DatasetOrder
from modelhub.steps.store_taxonomy import BUILT_IN_EDITION
from modelhub.steps.work_here import write_dataset_here
from modelhub.terms import permission_to_train

OFFLINE = "offline"
LOOK_EVERY_S = 2.0
# More than the database takes.
MOST_USD = 10**8
State = Dataset.State


class Command(BaseCommand):
    """Killed or stopped, the same command goes on where it was."""

    help = "Synthesise documented tables to train on; with the same seed the offline teacher writes the same dataset."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--n", type=int, required=True, help="examples, after filtering")
        parser.add_argument(
            "--teacher", default=OFFLINE, metavar="VERSION", help="name of a model version, or offline (default)"
        )
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument(
            "--name", default="", help="of the dataset; else by teacher, number, seed, and what is not as usual"
        )
        parser.add_argument("--edition", type=int, default=BUILT_IN_EDITION, help="of NAICS (default 2022)")
        parser.add_argument(
            "--levels", default=",".join(map(str, USUAL_LEVELS)), help="of NAICS codes: 3 (subsectors, default), 4,5,6"
        )
        parser.add_argument(
            "--invented",
            type=float,
            default=0.0,
            metavar="SHARE",
            help="share of the offline teacher's tables, 0 to 1, about things with invented names: a small model that "
            "knows nothing yet learns from them to read names",
        )
        parser.add_argument(
            "--invented-columns",
            type=float,
            default=0.0,
            metavar="SHARE",
            help="share of the columns of these tables that have invented names too",
        )
        parser.add_argument(
            "--grown",
            type=float,
            default=0.0,
            metavar="SHARE",
            help="share of these tables whose invented columns are as in schemas that grew for decades",
        )
        parser.add_argument(
            "--split-seed",
            type=int,
            metavar="SEED",
            help="hold out the industries that this seed holds out (default: --seed)",
        )
        parser.add_argument(
            "--budget",
            metavar="USD",
            help="stops a hosted teacher before it would cost more; with a larger one it goes on",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            dataset = begin_dataset(_order(options))
        except CannotSynthesise as error:
            raise CommandError(str(error)) from error
        if dataset.state != State.FINISHED and has_other_sources(dataset):
            self.stdout.write(
                "It goes on with the industries and use cases that it was begun with; those here have changed since."
            )
        self._watch(dataset)
        if dataset.state != State.FINISHED:
            problem = dataset.problem or "It was cancelled, or another worker has it in hand"
            raise CommandError(f"{dataset.name}: {problem.rstrip('.')}. Run the command again to go on.")
        self._report(dataset)

    def _watch(self, dataset: Dataset) -> None:
        """Write, and say how far it is meanwhile, where somebody watches."""
        watcher = database_thread(lambda: self._say_until_ended(dataset.pk), name="progress")
        if sys.stderr.isatty():
            watcher.start()
        write_dataset_here(dataset)

    def _say_until_ended(self, dataset_id: int) -> None:
        while (now := Dataset.objects.get(pk=dataset_id)).state in (State.QUEUED, State.RUNNING):
            self.stderr.write(f"\r{now.n_examples:,} of {now.n_asked:,}, {now.n_rejects:,} rejected", ending="")
            time.sleep(LOOK_EVERY_S)
        self.stderr.write("")

    def _report(self, dataset: Dataset) -> None:
        for row in dataset.report["filters"]["filters"]:
            self.stdout.write(f"{row['rejected']:>7,} of {row['seen']:,} rejected: {row['rule']}")
        splits = ", ".join(f"{name} {counts['examples']:,}" for name, counts in dataset.report["splits"].items())
        self.stdout.write(f"{dataset.n_examples:,} examples of {dataset.n_written:,} drafts ({splits}).")
        self.stdout.write(f"Dataset “{dataset.name}”, digest {dataset.digest}")
        if dataset.n_examples < dataset.n_asked:
            self.stdout.write(f"Fewer than the {dataset.n_asked:,} asked for: too many drafts were rejected.")
        if permission_to_train(dataset) not in USABLE:
            self.stdout.write(
                f"Its teacher's terms ({dataset.terms or 'not stated'}) are not approved: no model can be trained on it yet."
            )


def _dollars(text: str) -> Decimal:
    """Raises ValueError, InvalidOperation."""
    amount = Decimal(text)
    if not amount.is_finite() or amount >= MOST_USD:
        raise ValueError(text)
    return amount


def _order(options: dict[str, Any]) -> DatasetOrder:
    name = options["teacher"]
    teacher = None if name == OFFLINE else ModelVersion.objects.filter(name=name).first()
    if teacher is None and name != OFFLINE:
        raise CommandError(f"No version is called {name}. Register it first, or use {OFFLINE}.")
    try:
        levels = tuple(int(level) for level in options["levels"].split(","))
        budget = _dollars(options["budget"]) if options["budget"] else None
    except (ValueError, InvalidOperation) as error:
        raise CommandError("--levels takes numbers such as 4,5,6, and --budget dollars such as 5.00.") from error
    return DatasetOrder(
        n=options["n"],
        seed=options["seed"],
        teacher=teacher,
        name=options["name"],
        edition=options["edition"],
        levels=levels,
        budget_usd=budget,
        invention=Invention(options["invented"], options["invented_columns"], options["grown"]),
        split_seed=options["split_seed"],
    )
