"""A DatasetOrder that may come again --> the dataset that it began, or a new one."""

from collections.abc import Iterator
from dataclasses import astuple
from decimal import Decimal

from modelhub.models import Dataset
from modelhub.steps.dataset_sources import has_other_sources
from modelhub.steps.end_dataset import CannotGoOn, change_budget, resume_dataset
from modelhub.steps.start_dataset import CannotSynthesise, DatasetOrder, invention_of, start_dataset

State = Dataset.State
OFFLINE = "offline"


def begin_dataset(order: DatasetOrder, *, keeps_finished: bool = False) -> Dataset:
    """Return a new dataset, or the one that the same order began, which goes on with what it was begun with.

    A finished one is refused where the hub's industries or use cases changed since, unless it is to be kept as it is.
    Raises CannotSynthesise.
    """
    known = Dataset.objects.select_related("teacher").filter(name=order.full_name).first()
    if known is None:
        return start_dataset(order)
    if differences := ", ".join(_differences(known, order)):
        raise CannotSynthesise(f"There is another dataset {known.name}, begun with {differences}: choose another name.")
    if known.state != State.FINISHED:
        _go_on(known, order.budget_usd)
    elif not keeps_finished and has_other_sources(known):
        raise CannotSynthesise(
            f"{known.name} is finished, and the industries or use cases that it was drawn from have changed since. "
            "Choose another name for a dataset of today's."
        )
    return known


def _differences(known: Dataset, order: DatasetOrder) -> Iterator[str]:
    """Yield what a dataset was begun with that an order asks otherwise."""
    begun, asked = known.parameters, order.parameters
    yield from _difference("--n", known.n_asked, order.n)
    yield from _difference("--seed", known.seed, order.seed)
    yield from _difference("--teacher", known.teacher or OFFLINE, order.teacher or OFFLINE)
    yield from _difference("--edition", begun.get("edition"), asked["edition"])
    yield from _difference("--levels", sorted(begun.get("levels", [])), asked["levels"])
    yield from _difference("shares invented", list(astuple(invention_of(known))), list(astuple(order.invention)))
    yield from _difference("--split-seed", begun.get("split_seed"), asked["split_seed"])


def _difference(what: str, begun: object, asked: object) -> Iterator[str]:
    if begun != asked:
        yield f"{what} {_shown(begun)} instead of {_shown(asked)}"


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return "none" if value in (None, "") else str(value)


def _go_on(dataset: Dataset, budget_usd: Decimal | None) -> None:
    """Take up a dataset that stood still, and give it a higher cap if one is asked for."""
    # Somebody may have raised it on the dataset's page: the same command as ever does not take that back.
    is_more = budget_usd is not None and (dataset.budget_usd is None or budget_usd > dataset.budget_usd)
    budget = budget_usd if is_more else None
    try:
        if dataset.state in (State.CANCELLED, State.STOPPED):
            resume_dataset(dataset, budget_usd=budget)
        elif budget is not None:
            change_budget(dataset, budget)
    except CannotGoOn as error:
        raise CannotSynthesise(str(error)) from error
