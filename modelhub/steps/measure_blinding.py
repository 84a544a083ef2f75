"""Guesses and opened envelope --> BlindingIndex: did raters know what kind of writer they read."""

import json
from typing import Any

from evaluator.code_version import code_version
from evaluator.models import Study
from evaluator.steps.advance_study import NotNow
from evaluator.steps.blinding_figures import blinding_figures
from evaluator.steps.guess_rows import guess_rows
from modelhub.models import BlindingIndex, StudyKey


def measure_blinding(study_id: int) -> BlindingIndex:
    """Return the blinding indices of a revealed study, measured now unless they are there. Raises NotNow before."""
    study = Study.objects.get(pk=study_id)
    if study.state != Study.State.REVEALED:
        raise NotNow("The true kinds of the writers are sealed until the reveal.")
    if stored := BlindingIndex.objects.filter(study=study).first():
        return stored
    values = {"code_version": code_version(), "result": blinding_figures(guess_rows(study), true_kinds(study))}
    return BlindingIndex.objects.get_or_create(study=study, defaults=values)[0]


def true_kinds(study: Study) -> dict[str, str]:
    """Return the kind of writer by arm code, as it was sealed."""
    arms: dict[str, dict[str, Any]] = json.loads(StudyKey.objects.get(study=study).payload)["arms"]
    return {code: str(arm["kind"]) for code, arm in arms.items()}


def unmeasured_studies() -> list[int]:
    """Return the ids of revealed studies without blinding indices."""
    measured = BlindingIndex.objects.values("study")
    revealed = Study.objects.filter(state=Study.State.REVEALED).exclude(pk__in=measured)
    return list(revealed.order_by("revealed_at").values_list("pk", flat=True))
