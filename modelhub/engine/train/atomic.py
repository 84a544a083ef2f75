"""Folders that appear on the disk whole or not at all, whenever the process or the machine dies."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path

from safetensors import SafetensorError

from modelhub.engine.train.refusal import TrainingFailed

UNFINISHED = ".unfinished-"
N_HEX = 8
_HEX = "[0-9a-f]"


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Give a folder to write into; it becomes `target` once everything in it is on the disk.

    Raises TrainingFailed when the disk takes no more, and leaves nothing behind then.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = target.with_name(f"{UNFINISHED}{target.name}-{secrets.token_hex(N_HEX // 2)}")
    folder.mkdir()
    try:
        yield folder
        for path in sorted(folder.rglob("*")):
            sync(path)
        sync(folder)
        folder.rename(target)
        sync(target.parent)
    except (OSError, SafetensorError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise TrainingFailed(_told(target, error)) from error
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def sync(path: Path) -> None:
    """Have the disk hold what was written to a file, or which names a folder has."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove_unfinished(folder: Path, *, of: str = "") -> None:
    """Remove what processes that were killed in the middle of writing left behind; `of` is one target's name, else of all."""
    for left in folder.glob(f"{UNFINISHED}{escape(of) or '*'}-{_HEX * N_HEX}"):
        shutil.rmtree(left, ignore_errors=True)


def _told(target: Path, error: Exception) -> str:
    free_gb = shutil.disk_usage(target.parent).free / 1e9
    return (
        f"{target} could not be written ({error}); {free_gb:.1f} GB are free there. What was written before is kept: "
        "make room and give the same command again to go on."
    )
