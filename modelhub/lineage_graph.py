"""A version's lineage as boxes and arrows, in the numbers that an SVG takes: what it was made from, left to right."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse

from modelhub.models import ModelVersion, PromptTemplate, TrainingRun

WIDTH, HEIGHT, GAP, FAR = 236, 58, 14, 62


@dataclass(frozen=True, slots=True)
class Box:
    """One thing with its digest; `link` is its page, or "" where it has none."""

    kind: str
    name: str
    digest: str
    x: int
    y: int
    link: str = ""

    @property
    def shown_name(self) -> str:
        """The name as far as the box is wide."""
        return self.name if len(self.name) <= 32 else f"{self.name[:31]}…"


@dataclass(frozen=True, slots=True)
class Graph:
    """Boxes, paths of arrows between them, and the size of all together in pixels."""

    boxes: tuple[Box, ...]
    arrows: tuple[str, ...]
    width: int
    height: int


def lineage_graph(version: ModelVersion) -> Graph | None:
    """Return the graph of a version that has a manifest, else None."""
    if not version.manifest:
        return None
    training = TrainingRun.objects.filter(result=version).select_related("base", "dataset").first()
    sources = list(_sources(version, training))
    height = len(sources) * (HEIGHT + GAP) - GAP
    middle = (height - HEIGHT) // 2
    second, third = WIDTH + FAR, 2 * (WIDTH + FAR)
    boxes = [
        Box(kind, name, digest, 0, at * (HEIGHT + GAP), link) for at, (kind, name, digest, link) in enumerate(sources)
    ]
    made = Box(
        "Training",
        f"code {version.manifest.get('code', '')}",
        _text(version.manifest["files"].get("training_config.json")),
        second,
        middle,
        reverse("hub:training", args=[training.uuid]) if training else "",
    )
    result = Box("Version", version.name, version.manifest_digest, third, middle)
    arrows = [_arrow(box, made) for box in boxes]
    return Graph((*boxes, made, result), (*arrows, _arrow(made, result)), third + WIDTH, height)


def _sources(version: ModelVersion, training: TrainingRun | None) -> Iterator[tuple[str, str, str, str]]:
    """Yield (kind, name, digest, link) of everything that went into the training."""
    base, dataset = _part(version, "base"), _part(version, "dataset")
    start = version.base or (training.base if training else None)
    weights = base.get("weights")
    digests = [str(digest) for digest in weights.values()] if isinstance(weights, dict) else []
    yield (
        "Base, random weights" if base.get("kind") != "checkpoint" else "Base",
        start.name if start else _text(base.get("name")),
        digests[0] if digests else "",
        reverse("hub:model", args=[start.uuid]) if start else "",
    )
    name = training.dataset.name if training else "dataset"
    link = reverse("hub:dataset", args=[training.dataset.uuid]) if training else ""
    yield "Dataset", name, _text(dataset.get("file")), link
    if report := dataset.get("filter_report"):
        yield "Filter report", f"of {name}", _text(report), link
    if digest := version.manifest.get("prompt_template"):
        prompt = PromptTemplate.objects.filter(digest=digest).first()
        yield (
            "Prompt template",
            str(prompt) if prompt else "built in",
            _text(digest),
            reverse("hub:prompt", args=[digest]) if prompt else "",
        )


def _part(version: ModelVersion, name: str) -> Mapping[str, object]:
    value = version.manifest.get(name)
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _arrow(start: Box, end: Box) -> str:
    """Return a curve from the right of one box to the left of another."""
    x1, y1, x2, y2 = start.x + WIDTH, start.y + HEIGHT // 2, end.x - 7, end.y + HEIGHT // 2
    bend = (x2 - x1) // 2
    return f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"
