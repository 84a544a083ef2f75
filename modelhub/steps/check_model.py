"""A version's files --> their digests, kept with it: from then on a run refuses files that have others."""

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from modelhub.engine.checkpoints import Checkpoint, CheckpointRefused, open_checkpoint
from modelhub.engine.checkpoints.checkpoint import CONFIG
from modelhub.engine.checkpoints.json_files import read_object
from modelhub.engine.lineage.manifest import Manifest, read_manifest
from modelhub.engine.lineage.verify import verify
from modelhub.engine.memory import cache_bytes_per_token
from modelhub.models import ModelVersion
from modelhub.steps.store_archive import is_upload, remove_archive

MAX_STORABLE = 2**31 - 1


class FilesChanged(Exception):
    """The files are not those that were registered; the text names them."""


def check_model(version: ModelVersion) -> Checkpoint:
    """Check and digest the files of a version, keep the digests of a new one, compare those of a known one.

    Reads every byte: minutes for a large model. Raises CheckpointRefused, FilesChanged.
    """
    checkpoint = _open(version)
    found = digests_of(checkpoint)
    manifest = check_manifest(version)
    if not version.file_digests:
        lineage = {"manifest": manifest.as_json(), "manifest_digest": manifest.digest} if manifest else {}
        new = ModelVersion.objects.filter(pk=version.pk, file_digests={})
        new.update(file_digests=found, **_size(checkpoint), **lineage)
    elif version.file_digests != found:
        names = sorted(name for name, _ in set(version.file_digests.items()) ^ set(found.items()))
        raise FilesChanged(
            f"{version.name}: {', '.join(names)} changed since the version was registered. "
            "Put the files back, or register them as another version."
        )
    return checkpoint


def check_manifest(version: ModelVersion) -> Manifest | None:
    """Compare a version's files with the manifest that lies beside them; None where none was ever written.

    Raises CheckpointRefused, FilesChanged.
    """
    folder = folder_of(version)
    manifest = read_manifest(folder)
    if manifest is None:
        differences = ["manifest.json is missing"] if version.manifest_digest else []
    else:
        differences = verify(folder, manifest)
        # A version that is not checked yet has none to compare with.
        if version.file_digests and version.manifest_digest != manifest.digest:
            differences = ["manifest.json was changed", *differences]
    if differences:
        raise FilesChanged(
            f"{version.name}: {', '.join(differences)}, unlike the manifest of its training says. "
            "Put the files back, or register them as another version."
        )
    return manifest


def check_registered(version_id: int) -> None:
    """Check the files of a version and keep with it what is wrong with them, if anything."""
    version = ModelVersion.objects.select_related("base").get(pk=version_id)
    try:
        check_model(version)
    except (CheckpointRefused, FilesChanged, OSError) as error:
        # Whatever it is, it must not keep the worker that looks from its other work.
        removed = _remove_upload(version) if isinstance(error, CheckpointRefused) else ""
        ModelVersion.objects.filter(pk=version_id).update(problem=f"{str(error)[:1900]}{removed}")
    else:
        ModelVersion.objects.filter(pk=version_id).update(problem="")


def _remove_upload(version: ModelVersion) -> str:
    """Remove the files of a version that came through the page and will never run; return a sentence that says so.

    An adapter may be refused for its base, which can be mended, so its files stay.
    """
    shared = ModelVersion.objects.filter(location=version.location).exclude(pk=version.pk)
    if version.base is not None or version.file_digests or not is_upload(version.location) or shared.exists():
        return ""
    remove_archive(version.location)
    return " The files that were uploaded are removed."


def _size(checkpoint: Checkpoint) -> dict[str, int | None]:
    """Return what decides how much memory the model takes, as a version keeps it."""
    return {
        "context_length": _storable(checkpoint.context_length),
        "n_parameters": checkpoint.n_parameters,
        "cache_bytes_per_token": _storable(cache_bytes_per_token(read_object(checkpoint.directory / CONFIG))),
    }


def _storable(number: int | None) -> int | None:
    # Strangers write config.json; a number that the database can't hold is none.
    return number if number is not None and 0 <= number <= MAX_STORABLE else None


def unchecked_models() -> Sequence[int]:
    """Return the versions with files that nobody has looked at yet, oldest first."""
    with_files = ModelVersion.objects.filter(source__in=(ModelVersion.Source.LOCAL, ModelVersion.Source.HUB))
    return list(with_files.filter(file_digests={}, problem="").order_by("id").values_list("pk", flat=True))


def digests_of(checkpoint: Checkpoint) -> dict[str, str]:
    """Return SHA-256 of all that decides about a model's texts, by name."""
    return {
        **checkpoint.weights,
        "tokenizer": checkpoint.tokenizer_digest,
        "configuration": checkpoint.config_digest,
    }


def _open(version: ModelVersion) -> Checkpoint:
    if version.base is not None:
        return open_checkpoint(folder_of(version.base), adapter=folder_of(version))
    return open_checkpoint(folder_of(version))


def folder_of(version: ModelVersion) -> Path:
    """Return where a version's files lie on this machine. Raises CheckpointRefused."""
    if version.source == ModelVersion.Source.HUB:
        return _from_hub(version)
    folder = (settings.MODEL_STORE / version.location).resolve()
    if not folder.is_relative_to(settings.MODEL_STORE) or not folder.is_dir():
        raise CheckpointRefused(
            f"The model store has no folder {version.location!r}. Put the files there, in Hugging Face's layout."
        )
    return folder


def _from_hub(version: ModelVersion) -> Path:
    # Only workers come here, and the hub's client is heavy.
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    try:
        # HF_TOKEN, HF_HOME and HF_HUB_OFFLINE work as everywhere; safetensors and configurations only.
        found = snapshot_download(
            version.location,
            revision=version.revision,
            allow_patterns=["*.safetensors", "*.json", "*.model", "*.txt", "*.jinja"],
        )
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise CheckpointRefused(f"{version.location} at {version.revision} can't be had: {error}") from error
    return Path(found)
