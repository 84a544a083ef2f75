"""A DatasetOrder that may come again --> the dataset that it began, or a new one."""

from modelhub.models import Dataset
from modelhub.steps.end_dataset import resume_dataset
from modelhub.steps.start_dataset import CannotSynthesise, DatasetOrder, invention_of, start_dataset

State = Dataset.State


def begin_dataset(order: DatasetOrder) -> Dataset:
    """Return a new dataset, or the one that the same order began; one that stood still is to go on. Raises CannotSynthesise."""
    known = Dataset.objects.filter(name=order.full_name).first()
    if known is None:
        return start_dataset(order)
    begun = (known.n_asked, known.seed, known.teacher, invention_of(known), known.parameters.get("split_seed"))
    if begun != (order.n, order.seed, order.teacher, order.invention, order.split_seed):
        raise CannotSynthesise(f"There is another dataset {known.name}: choose another name.")
    if known.state in (State.CANCELLED, State.STOPPED):
        resume_dataset(known)
    return known
