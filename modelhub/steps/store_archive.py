"""An uploaded archive --> a folder of the model store, whole or not at all."""

import re
import secrets
import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files.base import File

from modelhub.engine.checkpoints import CheckpointRefused, check_at_once
from modelhub.engine.checkpoints.archives import Limits, unpack

# Weights hardly shrink, and what is larger than a request does not come through the page.
LIMITS = Limits(n_bytes=256_000_000, ratio=4)
_FOLDER = re.compile(r"uploaded-[a-z0-9-]{0,40}-[0-9a-f]{8}")


def store_archive(archive: "File[bytes]", name: str, *, is_adapter: bool) -> str:
    """Unpack an adapter or a small model into a folder of its own, and return the folder's name.

    Raises CheckpointRefused; nothing is left behind then.
    """
    store: Path = settings.MODEL_STORE
    store.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=store, prefix=".upload-") as file:
        for chunk in archive.chunks():
            file.write(chunk)
        file.flush()
        folder = f"uploaded-{_plain(name)}-{secrets.token_hex(4)}"
        unpack(Path(file.name), store / folder, limits=LIMITS, called=Path(archive.name or "archive").name)
    try:
        check_at_once(store / folder, is_adapter=is_adapter)
    except BaseException as error:
        remove_archive(folder)
        if isinstance(error, CheckpointRefused):
            # Where it lay means nothing to whoever sent it, and is gone.
            raise CheckpointRefused(str(error).replace(str(store / folder), "the archive")) from error
        raise
    return folder


def remove_archive(folder: str) -> None:
    """Remove what was unpacked for a version that can't be registered."""
    shutil.rmtree(settings.MODEL_STORE / folder)


def is_upload(folder: str) -> bool:
    """Say whether a folder of the store came through the page, and was not put there by somebody who keeps it."""
    return bool(_FOLDER.fullmatch(folder))


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40]
