"""What pages about trainings read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from evaluator.navigation import roles_of
from modelhub.loss_chart import LossChart, loss_chart
from modelhub.models import TrainingRun
from modelhub.steps.run_states import TRAINING_WORKED_ON

N_BESIDE = 6
HIDDEN = frozenset({"format"})


@dataclass(frozen=True, slots=True)
class Column:
    """One training among several, with its curve."""

    training: TrainingRun
    chart: LossChart | None


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting and its value in each training; `differs` where they are not all the same."""

    name: str
    values: tuple[object, ...]

    @property
    def differs(self) -> bool:
        """Whether the trainings were not all set alike."""
        return len(set(map(str, self.values))) > 1


def trainings_listed() -> QuerySet[TrainingRun]:
    """Return all trainings, newest first."""
    return TrainingRun.objects.select_related("base", "dataset", "result").order_by("-id")


def training_context(request: HttpRequest, training: TrainingRun) -> dict[str, object]:
    """Return the context of modelhub/training.html and its changing part."""
    return {
        "training": training,
        "works": training.state in TRAINING_WORKED_ON,
        "chart": chart_of(training),
        "seconds_left": _seconds_left(training),
        "settings": [(name, _shown(value)) for name, value in training.config.items() if name not in HIDDEN],
        "is_engineer": "engineer" in roles_of(request),
    }


def chart_of(training: TrainingRun) -> LossChart | None:
    """Return a training's curve."""
    return loss_chart(list(training.points.order_by("step")), n_steps=training.n_steps)


def compared(trainings: Sequence[TrainingRun]) -> Mapping[str, object]:
    """Return the context of modelhub/trainings_beside.html: what differs first."""
    names = dict.fromkeys(name for one in trainings for name in one.config if name not in HIDDEN)
    rows = [Setting(name, tuple(_shown(one.config.get(name)) for one in trainings)) for name in names]
    rows.insert(0, Setting("dataset", tuple(one.dataset.name for one in trainings)))
    rows.insert(0, Setting("base", tuple(one.base_name for one in trainings)))
    return {
        "columns": [Column(one, chart_of(one)) for one in trainings],
        "differing": [one for one in rows if one.differs],
        "n_alike": sum(not one.differs for one in rows),
    }


def address_beside(trainings: Sequence[TrainingRun]) -> str:
    """Return where trainings are put beside each other; of more than fit the page, those with the lowest loss."""
    best = sorted(trainings, key=_order)[:N_BESIDE]
    asked = urlencode([("training", str(one.uuid)) for one in best])
    return f"{settings.SITE_URL}{reverse('hub:trainings_beside')}?{asked}"


def _order(training: TrainingRun) -> tuple[bool, float]:
    loss = training.best_eval_loss if training.best_eval_loss is not None else training.loss
    return loss is None, loss or 0.0


def _seconds_left(training: TrainingRun) -> float | None:
    if not training.tokens_per_s or not training.n_steps_done:
        return None
    n_left = training.n_steps - training.n_steps_done
    return n_left * (training.n_tokens / training.n_steps_done) / training.tokens_per_s


def _shown(value: object) -> object:
    if value is None:
        return "as suits"
    return ", ".join(map(str, value)) or "as suits" if isinstance(value, list) else value
