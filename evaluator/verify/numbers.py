"""Check of the analysis: the stored numbers follow from the ratings."""

import json
import math
from typing import Any

from evaluator.code_version import code_version
from evaluator.steps.votes import votes_of
from evaluator.verify.check import Check, Record, Status
from evaluator.verify.ratings import analysed_problem

CLAIM = "The numbers of the report follow from the ratings"
# Libraries of linear algebra differ in the last digits from machine to machine.
TOLERANCE = 1e-6


def check(record: Record, *, ratings_hold: bool) -> Check:
    """Analyse the ratings again, when this is the code that analysed them, and compare."""
    stored = record["analysis"]
    if stored is None:
        return Check(CLAIM, Status.NOT_YET, "the study is not analysed")
    if problem := analysed_problem(record):
        return Check(CLAIM, Status.BROKEN, problem)
    if not ratings_hold:
        return Check(CLAIM, Status.BROKEN, "the ratings themselves do not hold")
    if stored["code_version"] != code_version():
        why = f"made by code {stored['code_version']}, this is {code_version()}: verify with that version"
        return Check(CLAIM, Status.NOT_YET, why)
    problem = _recomputed(record)
    return Check(CLAIM, Status.BROKEN, problem) if problem else Check(CLAIM, Status.HOLDS)


def _recomputed(record: Record) -> str | None:
    # Imported here: a web process, which may show a check one day, never loads SciPy.
    from evaluator.stats.report import analyse

    margin = record["study"]["margin"]
    try:
        report = analyse(
            votes_of(record["ratings"]),
            identical=[(table, one, other) for table, one, other in record["identical"]],
            margin=None if margin is None else float(margin),
            seed=int(record["commitment"]["digest"][:8], 16),
        )
    except ValueError as error:
        return f"the ratings can't be analysed: {error}"
    stored, found = record["analysis"]["result"]["report"], json.loads(json.dumps(report.to_json()))
    wrong = [
        name
        for name in ("n", "pairs", "bradley_terry", "raters", "position", "tables")
        if not _close(stored.get(name), found[name])
    ]
    return f"computed again, these differ: {', '.join(wrong)}" if wrong else None


def _close(stored: Any, found: Any) -> bool:
    if isinstance(stored, dict) and isinstance(found, dict):
        return stored.keys() == found.keys() and all(_close(stored[name], found[name]) for name in found)
    if isinstance(stored, list) and isinstance(found, list):
        return len(stored) == len(found) and all(map(_close, stored, found))
    if isinstance(stored, int | float) and isinstance(found, int | float):
        return math.isclose(stored, found, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return bool(stored == found)
