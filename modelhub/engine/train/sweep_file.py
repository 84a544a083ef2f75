"""A YAML list of settings --> named configurations: what a sweep tries one after the other."""

from pathlib import Path

import yaml

from modelhub.engine.train.config import TrainingConfig, config_from, setting_from
from modelhub.engine.train.refusal import TrainingRefused


def read_sweep(path: Path, start: TrainingConfig) -> dict[str, TrainingConfig]:
    """Return named configurations of a YAML list of {name, setting: value, …}. Raises TrainingRefused."""
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise TrainingRefused(f"{path} can't be read: {error}") from error
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        raise TrainingRefused(
            f"{path.name} must be a list of settings, such as '- {{name: slow, learning_rate: 1.0e-4}}'"
        )
    found: dict[str, TrainingConfig] = {}
    for number, entry in enumerate(entries, start=1):
        name = str(entry.pop("name", number))
        if (
            name in found
            or not name.replace("-", "").replace("_", "").replace(".", "").isalnum()
            or name.startswith(".")
        ):
            raise TrainingRefused(f"{path.name}, entry {number}: the name {name!r} is taken, or no plain word")
        try:
            # YAML takes 1e-4 for a text.
            values = {key: setting_from(value) if isinstance(value, str) else value for key, value in entry.items()}
            found[name] = config_from(values, start=start)
        except TrainingRefused as error:
            raise TrainingRefused(f"{path.name}, entry {number}: {error}") from error
    return found
