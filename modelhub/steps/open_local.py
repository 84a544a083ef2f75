"""Files of a model --> a model in memory; one at a time, since a device seldom has room for two."""

import torch
from django.conf import settings
from transformers.utils.logging import disable_progress_bar

from modelhub.engine.checkpoints import CheckpointRefused
from modelhub.engine.local.model import LocalModel
from modelhub.engine.text_model import ModelGone
from modelhub.models import ModelVersion
from modelhub.steps.check_model import FilesChanged, check_model
from modelhub.steps.loaded_model import CannotLoad, LoadedModel

N_PER_CHUNK = 64
_kept: dict[int, LocalModel] = {}


def open_local(version: ModelVersion) -> LoadedModel:
    """Return the version in memory; its files are checked against their digests before they are loaded."""
    if version.pk not in _kept:
        # In a worker's log nobody watches bars.
        disable_progress_bar()
        # Before the next one is loaded: the device may not hold both.
        _kept.clear()
        try:
            _kept[version.pk] = LocalModel.load(check_model(version), device=settings.DEVICE)
        except (CheckpointRefused, FilesChanged, ModelGone) as error:
            raise CannotLoad(str(error)) from error
    model = _kept[version.pk]
    return LoadedModel(model, device_name(str(model.model.device)), N_PER_CHUNK)


def forget_local() -> None:
    """Let go of the model in memory, if there is one."""
    _kept.clear()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def device_name(device: str) -> str:
    """Return what people call a device."""
    return torch.cuda.get_device_name(device) if device.startswith("cuda") else device
