"""A model version --> the engine's model, kept in this process between slices: loading a 7B takes a minute."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from modelhub.engine.remote.prices import TokenPrice
from modelhub.engine.results import TableResult
from modelhub.engine.text_model import TextModel
from modelhub.models import GenerationRun, ModelVersion


class CannotLoad(Exception):
    """The version can't generate here; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model that is ready, and what it is reckoned by: tokens, or else the time of its device."""

    text_model: TextModel
    device: str
    # Tables that are claimed together: enough to sort into batches, few enough to lose.
    n_per_chunk: int
    is_hosted: bool = False
    price: TokenPrice | None = None
    # Gives back threads and connections; a model in memory stays there.
    close: Callable[[], None] = lambda: None

    def cost_of(self, results: Sequence[TableResult]) -> Decimal:
        """Return what these results' tokens cost; device time is booked by the hour instead."""
        if self.price is None:
            return Decimal(0)
        return sum((self.price.cost_usd(one.n_tokens_in, one.n_tokens_out) for one in results), start=Decimal(0))


def loaded_model(run: GenerationRun, *, worker: str) -> LoadedModel:
    """Return the run's model, loaded where it is not yet. Raises CannotLoad."""
    if run.model_version.source == ModelVersion.Source.ENDPOINT:
        # Pulled in by the worker alone: pages import this module too, and stay light.
        from modelhub.steps.open_endpoint import open_endpoint

        return open_endpoint(run, worker=worker)
    from modelhub.steps.open_local import open_local

    return open_local(run.model_version)


def forget_loaded_models() -> None:
    """Give back the memory of models that are kept for the next slice."""
    from modelhub.steps.open_local import forget_local

    forget_local()
