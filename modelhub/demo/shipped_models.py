"""Models that come with the project --> the model store, whole or not at all."""

import shutil
import tempfile
from pathlib import Path

SHIPPED = Path(__file__).resolve().parents[2] / "fixtures" / "models"
BESPOKE = "bespoke-small"


def lay_out_models(store: Path) -> None:
    """Copy every shipped model that the store does not have."""
    store.mkdir(parents=True, exist_ok=True)
    for folder in sorted(SHIPPED.glob("*/")):
        if (store / folder.name).exists():
            continue
        with tempfile.TemporaryDirectory(dir=store, prefix=".unfinished-") as unfinished:
            copy = shutil.copytree(folder, Path(unfinished) / folder.name)
            try:
                copy.rename(store / folder.name)
            except OSError:
                # Another worker was as quick.
                if not (store / folder.name).exists():
                    raise
