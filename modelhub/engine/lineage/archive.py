"""A version as one file: its model files side by side, its manifest, and what the hub knows of it; no pickle."""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

from modelhub.engine.checkpoints.archives import ALLOWED, WITHOUT_SUFFIX, Limits, unpack
from modelhub.engine.checkpoints.checkpoint import file_digest
from modelhub.engine.checkpoints.json_files import read_object
from modelhub.engine.checkpoints.refusal import CheckpointRefused
from modelhub.engine.lineage.manifest import read_manifest
from modelhub.engine.lineage.verify import verify

CARD = "version.json"
FORMAT = 1
# Weights hardly shrink; a 7B in bfloat16 has 14 GB, and its metrics a few thousand lines.
LIMITS = Limits(n_files=200, n_bytes=400_000_000_000, ratio=10)
# Always the same date: the same version gives the same archive, byte for byte.
_DATE = (1980, 1, 1, 0, 0, 0)


def pack_version(folder: Path, archive: Path, card: Mapping[str, object]) -> str:
    """Write a zip file, whole or not at all, and return its SHA-256. Raises FileExistsError, OSError."""
    paths = sorted(path for path in folder.iterdir() if path.is_file() and _belongs(path))
    described = {**card, "format": FORMAT, "files": {path.name: file_digest(path) for path in paths}}
    scratch = archive.with_name(f".{archive.name}.unfinished")
    if archive.exists():
        raise FileExistsError(f"{archive} exists already; name another file.")
    try:
        with zipfile.ZipFile(scratch, "w", zipfile.ZIP_STORED) as packed:
            packed.writestr(zipfile.ZipInfo(CARD, _DATE), json.dumps(described, indent=2, sort_keys=True) + "\n")
            for path in paths:
                _add(packed, path)
        scratch.rename(archive)
    finally:
        scratch.unlink(missing_ok=True)
    return file_digest(archive)


def unpack_version(archive: Path, target: Path) -> dict[str, object]:
    """Unpack into a new folder, check every digest, and return the card. Raises CheckpointRefused; leaves nothing then."""
    unpack(archive, target, limits=LIMITS)
    try:
        card = read_object(target / CARD)
        (target / CARD).unlink()
        _check(target, card)
    except BaseException:
        for path in target.iterdir():
            path.unlink()
        target.rmdir()
        raise
    return card


def _add(packed: zipfile.ZipFile, path: Path) -> None:
    entry = zipfile.ZipInfo(path.name, _DATE)
    entry.external_attr = 0o100644 << 16
    # Says beforehand that a file may have more than 4 GB.
    entry.file_size = path.stat().st_size
    with path.open("rb") as source, packed.open(entry, "w") as target:
        while chunk := source.read(1 << 20):
            target.write(chunk)


def _belongs(path: Path) -> bool:
    return path.name != CARD and (path.suffix in ALLOWED or path.name in WITHOUT_SUFFIX)


def _check(folder: Path, card: Mapping[str, object]) -> None:
    files = card.get("files")
    if card.get("format") != FORMAT or not isinstance(files, dict):
        raise CheckpointRefused(f"{CARD} is none of format {FORMAT}. Export the version anew.")
    found = {path.name: file_digest(path) for path in folder.iterdir()}
    if found != files:
        names = sorted({name for name, _ in set(found.items()) ^ {(str(k), str(v)) for k, v in files.items()}})
        raise CheckpointRefused(f"{', '.join(names)} in the archive: not what its digests say. Get the archive anew.")
    if (manifest := read_manifest(folder)) and (differences := verify(folder, manifest)):
        raise CheckpointRefused(f"{', '.join(differences)}, by the manifest in the archive. Get the archive anew.")
