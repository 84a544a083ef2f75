"""A folder and its manifest --> what differs, in sentences; none where all is as it was written."""

from collections.abc import Mapping
from pathlib import Path

from modelhub.engine.checkpoints.checkpoint import Checkpoint, file_digest
from modelhub.engine.lineage.manifest import Manifest, names_in


def verify(folder: Path, manifest: Manifest) -> list[str]:
    """Return how a folder's files differ from the manifest's; every byte is read."""
    found, told = set(names_in(folder)), set(manifest.files)
    differences = [f"{name} is missing" for name in sorted(told - found)]
    differences += [f"{name} is not in the manifest" for name in sorted(found - told)]
    for name in sorted(found & told):
        if file_digest(folder / name) != manifest.files[name]:
            differences.append(f"{name} was changed")
    return differences


def verify_base(base: Checkpoint, manifest: Manifest) -> list[str]:
    """Return how a base's files differ from those that the version was trained on."""
    told = manifest.part("base")
    differences = [
        f"the base's {name} is another one than it was trained on"
        for name in sorted(_changed(told.get("weights"), base.weights))
    ]
    for name, digest in (("tokenizer", base.tokenizer_digest), ("configuration", base.config_digest)):
        if name in told and told[name] != digest:
            differences.append(f"the base's {name} is another one than it was trained on")
    return differences


def verify_dataset(path: Path, manifest: Manifest) -> list[str]:
    """Return whether a file is the one that the version was trained on."""
    return [] if manifest.part("dataset").get("file") == file_digest(path) else [f"{path.name} is another dataset"]


def _changed(told: object, found: Mapping[str, str]) -> set[str]:
    known = told if isinstance(told, dict) else {}
    return {name for name, _ in set(known.items()) ^ set(found.items())}
