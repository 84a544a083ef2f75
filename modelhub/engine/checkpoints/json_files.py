"""Small JSON files of a model directory."""

import json
from pathlib import Path

from modelhub.engine.checkpoints.refusal import CheckpointRefused

MAX_CONFIG = 2_000_000
# The names of all tensors of a large model.
MAX_INDEX = 50_000_000


def read_object(path: Path, *, max_bytes: int = MAX_CONFIG) -> dict[str, object]:
    """Return a file's JSON object. Raises CheckpointRefused."""
    try:
        size = path.stat().st_size
        if size > max_bytes:
            raise CheckpointRefused(f"{path.name} has {size} bytes; more than {max_bytes} are not read.")
        value = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise CheckpointRefused(
            f"{path.name} is missing in {path.parent}. Name a directory in Hugging Face's layout."
        ) from error
    except (ValueError, RecursionError) as error:
        raise CheckpointRefused(f"{path.name} is no JSON ({error}). Get the file anew from its source.") from error
    if not isinstance(value, dict):
        raise CheckpointRefused(f"{path.name} must hold a JSON object. Get the file anew from its source.")
    return value
