"""What a programme file asks for, once it is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from modelhub.engine.train.config import TrainingConfig, config_from
from modelhub.engine.train.new_shape import NewShape

OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class DatasetPlan:
    """A dataset to write; with `existing` one that is there."""

    name: str
    existing: bool = False
    teacher: str = OFFLINE
    n: int = 0
    seed: int = 0
    budget_usd: Decimal | None = None


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """A version to train. With a base and a new shape, the shape is for a hub where the base is not to be had."""

    name: str
    base: str = ""
    # How the base is registered, where it is not yet: fields of the page of registering.
    card: Mapping[str, str] | None = None
    new_llama: NewShape | None = None
    settings: Mapping[str, object] = field(default_factory=dict)
    prompt: str = "short"

    def config(self, *, is_new: bool) -> TrainingConfig:
        """Return the configuration; a new model learns with all its weights. Raises TrainingRefused."""
        return config_from(self.settings, start=TrainingConfig(method="full" if is_new else "lora"))


@dataclass(frozen=True, slots=True)
class CandidatePlan:
    """A version that is compared, how it is asked, and how it is registered where it is not yet."""

    version: str
    prompt: str = "long"
    budget_usd: Decimal | None = None
    card: Mapping[str, str] | None = None
    # Of the candidate in the file.
    path: str = ""


@dataclass(frozen=True, slots=True)
class ClaimPlan:
    """A claim that is sealed with the study, by the names of versions."""

    version: str
    kind: str
    than: str


@dataclass(frozen=True, slots=True)
class StudyPlan:
    """The draft study at the end."""

    name: str
    question: str
    criteria: tuple[str, ...] = ()
    margin: Decimal | None = None
    raters: tuple[str, ...] = ()
    claims: tuple[ClaimPlan, ...] = ()
    seed: str = ""
    n_tables: int | None = None
    n_repeats: int = 0
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Programme:
    """One programme file."""

    name: str
    lead: str
    table_set: str
    dataset: DatasetPlan
    training: TrainingPlan
    candidates: tuple[CandidatePlan, ...]
    study: StudyPlan
    # Line of every key, by its path.
    lines: Mapping[str, int] = field(default_factory=dict)
