"""Write and read manifest.json: SHA-256 of all that a version was made from, and of every file that it is made of."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from modelhub.engine.checkpoints.checkpoint import file_digest
from modelhub.engine.checkpoints.json_files import read_object
from modelhub.engine.checkpoints.refusal import CheckpointRefused
from modelhub.engine.lineage.code_version import code_version

MANIFEST = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """`files` are relative names with their digests; `origin` is what the version was made from."""

    files: Mapping[str, str]
    origin: Mapping[str, object]
    # SHA-256 of the manifest's own bytes: what identifies the version with its whole lineage.
    digest: str

    def as_json(self) -> dict[str, object]:
        """Return the fields as they stand in the file."""
        return {**self.origin, "files": dict(self.files)}

    def part(self, name: str) -> Mapping[str, object]:
        """Return an object of the origin, empty where there is none."""
        value = self.origin.get(name)
        return value if isinstance(value, dict) else {}


def write_manifest(folder: Path, origin: Mapping[str, object]) -> None:
    """Describe all files that lie in a folder now."""
    files = {name: file_digest(folder / name) for name in names_in(folder)}
    described = {**origin, "format": FORMAT, "code": code_version(), "files": files}
    text = json.dumps(described, indent=2, sort_keys=True, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest | None:
    """Return a folder's manifest, None where it has none. Raises CheckpointRefused for one that can't be read."""
    path = folder / MANIFEST
    if not path.is_file():
        return None
    fields = read_object(path)
    files = fields.pop("files", None)
    if fields.get("format") != FORMAT or not isinstance(files, dict) or not all(map(_is_digest, files.values())):
        raise CheckpointRefused(f"{MANIFEST} in {folder} is no manifest of format {FORMAT}. Restore it, or train anew.")
    return Manifest(dict(files), fields, hashlib.sha256(path.read_bytes()).hexdigest())


def names_in(folder: Path) -> list[str]:
    """Return the relative names of a folder's files but the manifest, sorted."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in found if name != MANIFEST)


def _is_digest(value: object) -> bool:
    return isinstance(value, str) and len(value) == 64 and set(value) <= set("0123456789abcdef")
