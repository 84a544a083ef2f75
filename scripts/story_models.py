"""Models that come with the project --> the model store, whole or not at all."""

import shutil
import tempfile
from pathlib import Path

from scripts.paths import ROOT

SHIPPED = ROOT / "fixtures" / "models"


def lay_out_models(store: Path) -> None:
    """Copy every shipped model that the store does not have."""
    store.mkdir(parents=True, exist_ok=True)
    for folder in sorted(SHIPPED.glob("*/")):
        if (store / folder.name).exists():
            continue
        with tempfile.TemporaryDirectory(dir=store, prefix="unfinished-") as unfinished:
            shutil.copytree(folder, Path(unfinished) / folder.name)
            (Path(unfinished) / folder.name).rename(store / folder.name)
