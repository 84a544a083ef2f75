"""Locked ratings --> Analysis: all numbers by arm code, and their figures, computed once and stored together."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from evaluator.canonical import canonical_json, sha256_hex
from evaluator.code_version import code_version
from evaluator.models import Analysis, Figure, Study
from evaluator.steps.advance_study import NotNow
from evaluator.steps.answer_flow import answer_flow
from evaluator.steps.pair_names import identical_pairs
from evaluator.steps.rating_rows import rating_rows
from evaluator.steps.study_figures import FigureInputs, public_seed, study_figures
from evaluator.steps.take_look import completed_of, has_looked
from evaluator.steps.text_lengths import text_lengths
from evaluator.steps.votes import Row

FORMAT = "blindbench.analysis/1"


class RatingsChanged(Exception):
    """The ratings are not those whose digest the log kept at the lock."""


def analyse_ratings(study_id: int) -> Analysis:
    """Return the analysis of a locked study, made now unless it is there. Raises NotNow before the lock, RatingsChanged."""
    study = Study.objects.select_related("commitment").get(pk=study_id)
    if study.state not in {Study.State.LOCKED, Study.State.REVEALED}:
        raise NotNow(f"The study is {study.state}; it is analysed after the lock.")
    if stored := Analysis.objects.filter(study=study).first():
        return stored
    rows = rating_rows(study)
    digest = _locked_digest(study, rows)
    result = analysis_result(study, rows)
    return _store(study, digest, result, _figures(result, simulated=study.simulated))


def unanalysed_studies() -> list[int]:
    """Return the ids of all studies past the lock that have no analysis."""
    locked = Study.objects.filter(state__in=(Study.State.LOCKED, Study.State.REVEALED), analysis=None)
    return list(locked.order_by("locked_at").values_list("pk", flat=True))


def analysis_result(study: Study, rows: Sequence[Row]) -> dict[str, Any]:
    """Return all numbers of a study's report, as JSON values by arm code and table digest."""
    inputs = FigureInputs(
        rows=rows,
        identical=identical_pairs(study),
        n_columns=dict(study.tables.values_list("table__digest", "table__n_columns")),
        lengths=text_lengths(study),
        criteria=study.criteria,
        margin=None if study.margin is None else float(study.margin),
        seed=public_seed(study.commitment.digest),
        order=completed_of(study) if study.stops_early else (),
        looked=has_looked(study),
    )
    return {"format": FORMAT, **study_figures(inputs), "flow": answer_flow(study)}


def _locked_digest(study: Study, rows: Sequence[Row]) -> str:
    digest = sha256_hex(canonical_json(rows))
    if json.loads(study.log.get(event="study_locked").detail)["ratings"] != digest:
        raise RatingsChanged("The ratings are not the locked ones: their digest differs from the log's.")
    return digest


def _figures(result: dict[str, Any], *, simulated: bool) -> dict[str, str]:
    from evaluator.figures import draw_figures

    return draw_figures(result["report"], simulated=simulated)


@transaction.atomic
def _store(study: Study, digest: str, result: dict[str, Any], figures: dict[str, str]) -> Analysis:
    # Two workers may have computed the same numbers at the same time: the first one's are kept.
    Study.objects.select_for_update().get(pk=study.pk)
    if stored := Analysis.objects.filter(study=study).first():
        return stored
    analysis = Analysis.objects.create(study=study, inputs_digest=digest, code_version=code_version(), result=result)
    Figure.objects.bulk_create(Figure(analysis=analysis, name=name, svg=svg) for name, svg in figures.items())
    return analysis
