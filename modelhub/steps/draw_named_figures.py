"""Revealed Analysis --> the forest plot once more, with the writers' names in place of the arm codes."""

from collections.abc import Mapping
from typing import Any

from evaluator.models import Analysis, Figure, Study
from modelhub.steps.arm_labels import arm_labels

NAMED_FOREST = "forest-by-name"


def draw_named_figures(study_id: int) -> None:
    """Draw and store the named forest of a revealed study; a second time changes nothing. Raises NotNow before."""
    study = Study.objects.get(pk=study_id)
    labels = arm_labels(study)
    analysis = Analysis.objects.get(study=study)
    if analysis.figures.filter(name=NAMED_FOREST).exists():
        return
    # Imported here: only workers draw, but web processes import this module.
    from evaluator.figures import draw_figures

    figures = draw_figures(_named(analysis.result["report"], labels), simulated=study.simulated)
    if "forest" in figures:
        Figure.objects.get_or_create(analysis=analysis, name=NAMED_FOREST, defaults={"svg": figures["forest"]})


def undrawn_studies() -> list[int]:
    """Return the ids of revealed studies that have a forest by code and none by name."""
    drawn = Figure.objects.filter(name=NAMED_FOREST).values("analysis__study")
    revealed = Study.objects.filter(state=Study.State.REVEALED, analysis__figures__name="forest").exclude(pk__in=drawn)
    return list(revealed.order_by("revealed_at").values_list("pk", flat=True))


def _named(report: Mapping[str, Any], labels: Mapping[str, str]) -> dict[str, Any]:
    pairs = [
        {**pair, "system": labels[pair["system"]], "opponent": labels[pair["opponent"]]} for pair in report["pairs"]
    ]
    return {**report, "pairs": pairs}
