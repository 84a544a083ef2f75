"""Progress as JSON lines: a page draws its curve from them while the training runs."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Line = Mapping[str, Any]
Listen = Callable[[Line], None]


class Metrics:
    """Appends lines to a file and tells whoever listens; of a resumed training, lines behind the checkpoint go."""

    def __init__(self, path: Path, listen: Listen | None = None) -> None:
        self._path, self._listen = path, listen

    def rewind(self, step: int) -> None:
        """Keep only what was said up to a step."""
        kept = [line for line in read_metrics(self._path) if line.get("step", 0) <= step and line["kind"] != "end"]
        text = "".join(json.dumps(line) + "\n" for line in kept)
        new = self._path.with_suffix(".new")
        new.write_text(text, encoding="utf-8")
        new.replace(self._path)

    def say(self, kind: str, **values: object) -> None:
        """Add a line."""
        line = {"kind": kind, **values}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        if self._listen:
            self._listen(line)


def read_metrics(path: Path) -> list[dict[str, Any]]:
    """Return a file's lines; a last one that a killed process left half written is left out."""
    if not path.is_file():
        return []
    lines: list[dict[str, Any]] = []
    for text in path.read_text(encoding="utf-8").splitlines():
        try:
            lines.append(json.loads(text))
        except ValueError:
            break
    return lines
