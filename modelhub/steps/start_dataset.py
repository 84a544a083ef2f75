"""A teacher, a number and a seed --> Dataset, waiting to be written, with all that it is drawn from."""

from dataclasses import asdict, astuple, dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from evaluator.models import User
from modelhub.engine.synth.offline.invented import NO_INVENTION, Invention
from modelhub.models import Dataset, Industry, ModelVersion
from modelhub.steps.dataset_sources import drawn_from, levels_in_words
from modelhub.steps.run_budget import cannot_have_budget
from modelhub.steps.start_run import QUEUES
from modelhub.steps.store_taxonomy import BUILT_IN_EDITION, store_built_in_taxonomies

MOST_EXAMPLES = 200_000
# Subsectors: enough to tell tables apart, what is split by, and what comes with the project.
USUAL_LEVELS = (3,)
OFFLINE_TERMS = "Apache-2.0"
OFFLINE_QUEUE = "web"


class CannotSynthesise(Exception):
    """The dataset can't be begun as asked; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class DatasetOrder:
    """What an engineer asks for; no teacher is the built-in one."""

    n: int
    seed: int = 0
    teacher: ModelVersion | None = None
    # Blank: named by teacher, number, seed, and what is not as usual.
    name: str = ""
    edition: int = BUILT_IN_EDITION
    levels: tuple[int, ...] = USUAL_LEVELS
    budget_usd: Decimal | None = None
    created_by: User | None = None
    # Of the built-in teacher alone.
    invention: Invention = NO_INVENTION
    # Which industries are held out; None: as the seed says.
    split_seed: int | None = None

    @property
    def full_name(self) -> str:
        """Return the name that the dataset gets."""
        teacher = self.teacher.name if self.teacher else "offline"
        shares = "/".join(f"{share:g}" for share in astuple(self.invention))
        invented = f", {shares.removesuffix('/0').removesuffix('/0')} invented" if self.invention.tables else ""
        held_out = f", held out by {self.split_seed}" if self.split_seed is not None else ""
        return self.name or f"{teacher} {self.n:,} seed {self.seed}{self._unusual_industries}{invented}{held_out}"

    @property
    def parameters(self) -> dict[str, Any]:
        """Return what decides about the examples beside teacher, number and seed, as Dataset.parameters keeps it."""
        return {
            "edition": self.edition,
            "levels": sorted(set(self.levels)),
            "invention": asdict(self.invention),
            "split_seed": self.split_seed,
        }

    @property
    def _unusual_industries(self) -> str:
        edition = f", NAICS {self.edition}" if self.edition != BUILT_IN_EDITION else ""
        levels = sorted(set(self.levels))
        return edition + (f", {levels_in_words(levels)}" if levels != list(USUAL_LEVELS) else "")


@transaction.atomic
def start_dataset(order: DatasetOrder) -> Dataset:
    """Store a dataset that workers take up when they are woken. Raises CannotSynthesise."""
    store_built_in_taxonomies()
    _check(order)
    parameters = order.parameters
    drawn = drawn_from(order.edition, parameters["levels"])
    return Dataset.objects.create(
        name=order.full_name,
        teacher=order.teacher,
        terms=order.teacher.licence if order.teacher else OFFLINE_TERMS,
        n_asked=order.n,
        seed=order.seed,
        parameters={
            **parameters,
            "n_industries": len(drawn["industries"]),
            "n_use_cases": len(drawn["use_cases"]),
        },
        drawn_from=drawn,
        queue=QUEUES[ModelVersion.Source(order.teacher.source)] if order.teacher else OFFLINE_QUEUE,
        budget_usd=order.budget_usd,
        created_by=order.created_by,
    )


def invention_of(dataset: Dataset) -> Invention:
    """Return how much the built-in teacher invents in a dataset."""
    # Datasets begun before columns could be invented say so in a word of their own.
    return Invention(**dataset.parameters.get("invention", {"tables": dataset.parameters.get("invented_share", 0.0)}))


def fault_of_budget(teacher: ModelVersion | None, budget_usd: Decimal) -> str:
    """Return why a teacher can't be held to a budget, as a sentence, or "" where it can; None is the built-in one."""
    if teacher is None or budget_usd <= 0:
        return "A budget must be more than nothing, and the offline teacher spends none."
    return cannot_have_budget(teacher)


def _check(order: DatasetOrder) -> None:
    if not 1 <= order.n <= MOST_EXAMPLES:
        raise CannotSynthesise(f"Ask for 1 to {MOST_EXAMPLES:,} examples, not {order.n:,}.")
    if len(order.full_name) > 120 or Dataset.objects.filter(name=order.full_name).exists():
        raise CannotSynthesise(
            f"There is a dataset {order.full_name} already, or the name is too long: choose another."
        )
    if order.teacher and order.teacher.source not in QUEUES:
        how = order.teacher.get_source_display().lower()
        raise CannotSynthesise(f"{order.teacher.name} can't write here: its texts are {how}.")
    if order.budget_usd is not None and (fault := fault_of_budget(order.teacher, order.budget_usd)):
        raise CannotSynthesise(fault)
    if fault := order.invention.fault:
        raise CannotSynthesise(f"Invented names: {fault}.")
    if order.invention != NO_INVENTION and order.teacher:
        raise CannotSynthesise("Only the offline teacher invents names: leave their shares out, or choose it.")
    _check_levels(order)


def _check_levels(order: DatasetOrder) -> None:
    """Refuse levels without an industry: the dataset would be said to be drawn from them."""
    there = sorted(set(Industry.objects.filter(edition=order.edition).values_list("level", flat=True)))
    missing = sorted(set(order.levels) - set(there))
    if not there:
        raise CannotSynthesise(f"No industry of NAICS {order.edition} is here: import its file first (import_naics).")
    if missing:
        raise CannotSynthesise(
            f"No industry of NAICS {order.edition} at {levels_in_words(missing)}; what was imported of it has "
            f"{levels_in_words(there)} only. Take those (--levels {','.join(map(str, there))}), or import a file with the others."
        )
