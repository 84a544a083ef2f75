"""Who writes a dataset, ready to write: the built-in teacher, or a model version through the machinery of runs."""

from collections.abc import Callable
from dataclasses import dataclass

from evaluator.canonical import sha256_hex
from modelhub.engine.remote.budget import CappedBudget
from modelhub.engine.remote.endpoint import EndpointModel
from modelhub.engine.remote.prices import PriceError, TokenPrice
from modelhub.engine.synth.llm_teacher import LlmTeacher
from modelhub.engine.synth.offline.teacher import OfflineTeacher
from modelhub.engine.synth.teacher import Teacher
from modelhub.engine.text_model import ModelGone
from modelhub.models import Dataset, ModelVersion
from modelhub.steps.loaded_model import CannotLoad
from modelhub.steps.start_dataset import invention_of
from modelhub.steps.token_meter import TokenMeter


@dataclass(frozen=True, slots=True)
class OpenTeacher:
    """A teacher and what it is reckoned by. What an offline teacher wrote is written again faster than it is read."""

    teacher: Teacher
    device: str
    keeps_drafts: bool
    is_hosted: bool = False
    price: TokenPrice | None = None
    # Counts the tokens of a model.
    meter: TokenMeter | None = None
    close: Callable[[], None] = lambda: None


def open_teacher(dataset: Dataset) -> OpenTeacher:
    """Return the dataset's teacher. Raises CannotLoad."""
    version = dataset.teacher
    if version is None:
        return OpenTeacher(OfflineTeacher(invention_of(dataset)), "cpu", keeps_drafts=False)
    if version.source == ModelVersion.Source.ENDPOINT:
        return _open_endpoint(dataset, version)
    # Pulled in by workers alone: pages import this module too, and stay light.
    from modelhub.steps.open_local import open_local

    loaded = open_local(version)
    # The digests of a version that nobody looked at before are stored by now.
    version.refresh_from_db(fields=["file_digests"])
    meter = TokenMeter(loaded.text_model)
    return OpenTeacher(_llm(meter, version), loaded.device, keeps_drafts=True, meter=meter)


def _open_endpoint(dataset: Dataset, version: ModelVersion) -> OpenTeacher:
    from modelhub.steps.open_endpoint import config_of, limiter_of, price_of

    budget = dataset.budget_usd
    try:
        config = config_of(version)
        price = price_of(version, is_needed=budget is not None)
        # One worker at a time has a dataset in hand, so the budget need not be shared.
        capped = CappedBudget(budget, spent_usd=dataset.cost_usd) if budget is not None else None
        model = EndpointModel(config, limiter=limiter_of(version), budget=capped, price=price)
    except (ModelGone, PriceError, ValueError, OSError) as error:
        raise CannotLoad(str(error)) from error
    meter = TokenMeter(model)
    return OpenTeacher(
        _llm(meter, version),
        "endpoint",
        keeps_drafts=True,
        is_hosted=True,
        price=price,
        meter=meter,
        close=model.close,
    )


def _llm(meter: TokenMeter, version: ModelVersion) -> LlmTeacher:
    """Return the engine's teacher around a model; its version is what pins the model: a commit, a name, all its files."""
    is_local = version.source == ModelVersion.Source.LOCAL
    pinned = f"files {digest_of_files(version)[:16]}" if is_local else version.revision
    return LlmTeacher(meter, name=version.name, version=pinned, terms=version.licence)


def digest_of_files(version: ModelVersion) -> str:
    """Return one SHA-256 over the digests of a version's files: weights, tokenizer and configuration, its base's too."""
    return sha256_hex("".join(f"{digest}  {name}\n" for name, digest in sorted(version.file_digests.items())).encode())
