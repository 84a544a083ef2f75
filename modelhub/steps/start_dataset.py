"""A teacher, a number and a seed --> Dataset, waiting to be written, with all that it is drawn from."""

from dataclasses import asdict, astuple, dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from evaluator.models import User
from modelhub.engine.synth.offline.invented import NO_INVENTION, Invention
from modelhub.models import Dataset, Industry, ModelVersion, UseCase
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
    # Blank: named by teacher, number, seed and share.
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
        return self.name or f"{teacher} {self.n:,} seed {self.seed}{invented}{held_out}"


@transaction.atomic
def start_dataset(order: DatasetOrder) -> Dataset:
    """Store a dataset that workers take up when they are woken. Raises CannotSynthesise."""
    store_built_in_taxonomies()
    industries = industries_of(order.edition, order.levels)
    use_cases = UseCase.objects.order_by("id")
    _check(order, industries)
    return Dataset.objects.create(
        name=order.full_name,
        teacher=order.teacher,
        terms=order.teacher.licence if order.teacher else OFFLINE_TERMS,
        n_asked=order.n,
        seed=order.seed,
        parameters={
            "edition": order.edition,
            "levels": list(order.levels),
            "n_industries": industries.count(),
            "n_use_cases": use_cases.count(),
            "invention": asdict(order.invention),
            "split_seed": order.split_seed,
        },
        drawn_from={
            "industries": [list(row) for row in industries.values_list("code", "title")],
            "use_cases": [list(row) for row in use_cases.values_list("key", "title", "description", "sectors")],
        },
        queue=QUEUES[ModelVersion.Source(order.teacher.source)] if order.teacher else OFFLINE_QUEUE,
        budget_usd=order.budget_usd,
        created_by=order.created_by,
    )


def invention_of(dataset: Dataset) -> Invention:
    """Return how much the built-in teacher invents in a dataset."""
    # Datasets begun before columns could be invented say so in a word of their own.
    return Invention(**dataset.parameters.get("invention", {"tables": dataset.parameters.get("invented_share", 0.0)}))


def industries_of(edition: int, levels: tuple[int, ...]) -> QuerySet[Industry]:
    """Return the industries of an edition at some levels, in the order of their codes."""
    return Industry.objects.filter(edition=edition, level__in=levels).order_by("code")


def _check(order: DatasetOrder, industries: QuerySet[Industry]) -> None:
    if not 1 <= order.n <= MOST_EXAMPLES:
        raise CannotSynthesise(f"Ask for 1 to {MOST_EXAMPLES:,} examples, not {order.n:,}.")
    if len(order.full_name) > 120 or Dataset.objects.filter(name=order.full_name).exists():
        raise CannotSynthesise(
            f"There is a dataset {order.full_name} already, or the name is too long: choose another."
        )
    if order.teacher and order.teacher.source not in QUEUES:
        how = order.teacher.get_source_display().lower()
        raise CannotSynthesise(f"{order.teacher.name} can't write here: its texts are {how}.")
    if order.budget_usd is not None and (order.budget_usd <= 0 or order.teacher is None):
        raise CannotSynthesise("A budget must be more than nothing, and the offline teacher spends none.")
    if fault := order.invention.fault:
        raise CannotSynthesise(f"Invented names: {fault}.")
    if order.invention != NO_INVENTION and order.teacher:
        raise CannotSynthesise("Only the offline teacher invents names: leave their shares out, or choose it.")
    if not industries.exists():
        levels = ", ".join(map(str, order.levels))
        raise CannotSynthesise(f"No industry of NAICS {order.edition} at level {levels}: import the file first.")
