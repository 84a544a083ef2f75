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
from evaluator.steps.text_lengths import text_lengths
from evaluator.steps.votes import Row, criterion_votes, votes_of

FORMAT = "blindbench.analysis/1"
# κ of every two raters grows with the square of their number; beyond this the page would wait for it.
MAX_KAPPA_RATERS = 60
# Drawing the sides anew takes about a second for a thousand votes.
MAX_REDRAWN = 20_000
CONFIDENCE = 0.95


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
    # Imported here: SciPy and krippendorff would double the memory of a web process, which never computes.
    from evaluator.stats.disputes import disputes
    from evaluator.stats.redraw import DRAWS
    from evaluator.stats.report import analyse
    from evaluator.steps.marks import marks_of

    votes, seed = votes_of(rows, text_lengths(study)), public_seed(study)
    report: dict[str, Any] = analyse(
        votes,
        identical=identical_pairs(study),
        marks=marks_of(rows, dict(study.tables.values_list("table__digest", "table__n_columns"))),
        margin=None if study.margin is None else float(study.margin),
        seed=seed,
        redraws=DRAWS if len(votes) <= MAX_REDRAWN else 0,
    ).to_json()
    length = _without_gaps(report.pop("length"))
    return {
        "format": FORMAT,
        "report": _within_reach(report, n_votes=len(votes)),
        # Apart from the report by code: no page and no export has it before the reveal.
        "length": length,
        "criteria": [_criterion(rows, name, seed) for name in study.criteria],
        "disputes": [
            [d.table, d.system, d.opponent, d.wins, d.ties, d.losses, d.both_bad, d.cant_judge, d.disagreement]
            for d in disputes(votes)
        ],
        "flow": answer_flow(study),
    }


def public_seed(study: Study) -> int:
    """Return the seed of draws in the analysis: from the published commitment, so nobody could choose it afterwards."""
    return int(study.commitment.digest[:8], 16)


def _locked_digest(study: Study, rows: Sequence[Row]) -> str:
    digest = sha256_hex(canonical_json(rows))
    if json.loads(study.log.get(event="study_locked").detail)["ratings"] != digest:
        raise RatingsChanged("The ratings are not the locked ones: their digest differs from the log's.")
    return digest


def _criterion(rows: Sequence[Row], name: str, seed: int) -> dict[str, Any]:
    from evaluator.stats.plain import plain
    from evaluator.stats.tally import tally
    from evaluator.stats.winrate import compare_pairs

    votes = criterion_votes(rows, name)
    pairs = compare_pairs(tally(votes), margin=None, confidence=CONFIDENCE, seed=seed)
    return {"criterion": name, "n": len([vote for vote in votes if vote.repeat == 0]), "pairs": plain(pairs)}


def _without_gaps(length: dict[str, Any]) -> dict[str, Any]:
    """Leave out by how much each arm's texts are longer: raw and adjusted win rates are what a report needs."""
    return {**length, "pairs": [{k: v for k, v in pair.items() if k != "mean_gap"} for pair in length["pairs"]]}


def _within_reach(report: dict[str, Any], *, n_votes: int) -> dict[str, Any]:
    if n_votes > MAX_REDRAWN:
        report["warnings"].append(f"the check of the sides by drawing them anew is left out: there are {n_votes} votes")
    n_raters = report["n"]["raters"]
    if n_raters > MAX_KAPPA_RATERS:
        report["agreement"]["cohen_kappa"] = []
        report["warnings"].append(f"kappa of every two raters is left out: there are {n_raters} raters")
    return report


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
