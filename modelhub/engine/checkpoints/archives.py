"""An uploaded archive of an adapter or a small model --> files in a new directory, and none outside of it."""

import gzip
import lzma
import re
import shutil
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from modelhub.engine.checkpoints.refusal import CheckpointRefused

ALLOWED = frozenset({".safetensors", ".json", ".jsonl", ".txt", ".model", ".jinja", ".md"})
WITHOUT_SUFFIX = frozenset({"LICENSE", "LICENCE", "NOTICE"})
# What a Mac adds by itself.
IGNORED = frozenset({"__MACOSX", ".DS_Store"})
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,99}")
_CHUNK = 1 << 20
_DAMAGED = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error,
    EOFError, OSError, NotImplementedError, RuntimeError, ValueError, ArithmeticError, LookupError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """What an archive may unpack to: weights hardly shrink, so that more than `ratio` times its size is an attack."""

    n_files: int = 64
    n_bytes: int = 4_000_000_000
    ratio: int = 50
    # Small archives of text may shrink more.
    n_free_bytes: int = 10_000_000


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    kind: str
    content: AbstractContextManager[IO[bytes]] | None


def unpack(archive: Path, target: Path, *, limits: Limits | None = None, called: str = "") -> list[str]:
    """Unpack a zip, tar or tar.gz file into `target`, which must not exist, and return the names of the files.

    A folder around everything is left out; `called` is the archive's name where people know it by another than its file's.
    Raises CheckpointRefused, and leaves nothing behind then.
    """
    called = called or archive.name
    target.mkdir(parents=True)
    try:
        return _Unpacking(archive, target, limits or Limits(), called).run()
    except BaseException as error:
        shutil.rmtree(target)
        if isinstance(error, _DAMAGED):
            raise CheckpointRefused(
                f"{called} is damaged, or no zip, tar or tar.gz file ({error}). Pack it anew."
            ) from error
        raise


class _Unpacking:
    def __init__(self, archive: Path, target: Path, limits: Limits, called: str) -> None:
        self._archive, self._target, self._limits, self._called = archive, target, limits, called
        self._most = min(limits.n_bytes, max(limits.n_free_bytes, limits.ratio * archive.stat().st_size))
        self._n_bytes = 0
        self._names: dict[str, str] = {}
        self._folder: str | None = None

    def run(self) -> list[str]:
        for member in _zipped(self._archive) if zipfile.is_zipfile(self._archive) else self._tarred():
            if IGNORED.isdisjoint(member.name.split("/")) and member.kind != "folder":
                self._write(member)
        if not self._names:
            raise CheckpointRefused(f"{self._called} holds no file. Pack the model's files into it.")
        return sorted(self._names.values())

    def _write(self, member: _Member) -> None:
        name = self._checked(member)
        with (
            (self._target / name).open("xb") as file,
            cast(AbstractContextManager[IO[bytes]], member.content) as content,
        ):
            while chunk := content.read(_CHUNK):
                self.count(len(chunk))
                file.write(chunk)

    def count(self, n_bytes: int) -> None:
        """Take note of bytes that were unpacked, whatever the archive claims."""
        self._n_bytes += n_bytes
        if self._n_bytes > self._most:
            raise CheckpointRefused(f"{self._called} unpacks to more than {self._most} bytes, which is not taken.")

    def _checked(self, member: _Member) -> str:
        if member.kind != "file":
            raise _refused(member.name, f"is a {member.kind}", "Pack plain files only")
        *folders, name = member.name.removeprefix("./").split("/")
        if len(folders) > 1 or not all(_NAME.fullmatch(part) for part in (*folders, name)):
            raise _refused(member.name, "has a path or name that is not taken", "Pack the files side by side")
        folder = folders[0] if folders else ""
        self._folder = folder if self._folder is None else self._folder
        if folder != self._folder:
            raise _refused(
                member.name, "lies in another folder than the files before it", "Pack the files side by side"
            )
        if Path(name).suffix not in ALLOWED and name not in WITHOUT_SUFFIX:
            raise _refused(
                name, "is no file that a model needs, or could run code", f"Pack only {', '.join(sorted(ALLOWED))}"
            )
        if name.casefold() in self._names or len(self._names) == self._limits.n_files:
            raise _refused(name, "comes twice, or after too many files", f"Pack at most {self._limits.n_files} files")
        self._names[name.casefold()] = name
        return name

    def _tarred(self) -> Iterator[_Member]:
        with self._archive.open("rb") as raw:
            is_gzip = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            counted = _Counted(cast(IO[bytes], gzip.GzipFile(fileobj=raw) if is_gzip else raw), self)
            with tarfile.open(fileobj=cast(IO[bytes], counted), mode="r|") as archive:
                for entry in archive:
                    kind = "file" if entry.isreg() else "folder" if entry.isdir() else "link or device"
                    content = archive.extractfile(entry) if kind == "file" else None
                    yield _Member(entry.name, kind, content)


class _Counted:
    """Counts what is read: tarfile itself reads headers of any size into memory."""

    def __init__(self, raw: IO[bytes], unpacking: _Unpacking) -> None:
        self._raw, self._unpacking = raw, unpacking

    def read(self, n_bytes: int) -> bytes:
        # In pieces, so that a claimed size alone fills no memory.
        pieces = []
        while n_bytes > 0 and (piece := self._raw.read(min(n_bytes, _CHUNK))):
            self._unpacking.count(len(piece))
            pieces.append(piece)
            n_bytes -= len(piece)
        return b"".join(pieces)


def _zipped(path: Path) -> Iterator[_Member]:
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            if entry.flag_bits & 1:
                raise _refused(entry.filename, "is encrypted", "Pack without a password")
            mode = entry.external_attr >> 16
            kind = (
                "folder"
                if entry.is_dir()
                else "link or device"
                if mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode)
                else "file"
            )
            yield _Member(entry.filename, kind, archive.open(entry) if kind == "file" else None)


def _refused(name: str, what: str, remedy: str) -> CheckpointRefused:
    return CheckpointRefused(f"{name[:120]!r} in the archive {what}. {remedy}.")
