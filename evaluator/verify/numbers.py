"""Check of the analysis: the stored numbers follow from the ratings."""

import json
import math
from typing import Any

from evaluator.code_version import code_version
from evaluator.steps.completed_tables import completed_tables
from evaluator.steps.study_figures import FigureInputs, public_seed, study_figures
from evaluator.steps.votes import characters
from evaluator.verify.check import Check, Record, Status, logged
from evaluator.verify.flow import answer_flow
from evaluator.verify.ratings import analysed_problem

LOOKED = "planned_look"
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
    if problem := _other_code(record):
        return Check(CLAIM, Status.BROKEN, problem)
    if stored["code_version"] != code_version():
        why = f"made by code {stored['code_version']}, this is {code_version()}: verify with that version"
        return Check(CLAIM, Status.NOT_YET, why)
    problem = _recomputed(record)
    return Check(CLAIM, Status.BROKEN, problem) if problem else Check(CLAIM, Status.HOLDS)


def _other_code(record: Record) -> str | None:
    """Other code than the sealed one may analyse, but not without an entry of the log."""
    used, sealed = record["analysis"]["code_version"], record["commitment"]["code_version"]
    told = (logged(record, "deviation") or {}).get("code")
    return None if used in (sealed, told) else f"code {used} made them, sealed was {sealed}, and the log tells of none"


def _recomputed(record: Record) -> str | None:
    try:
        found = study_figures(_inputs(record))
    except (ValueError, KeyError) as error:
        return f"the ratings can't be analysed: {error}"
    stored = record["analysis"]["result"]
    report = found.pop("report")
    # What lengths tell is kept back until the reveal, like the texts themselves.
    if record["texts"] is None:
        del found["length"]
    found["flow"] = answer_flow(record)
    wrong = [f"report.{name}" for name in _differing(stored["report"], report)]
    wrong += [name for name in found if not close(stored.get(name), _as_json(found[name]))]
    return f"computed again, these differ: {', '.join(wrong)}" if wrong else None


def _inputs(record: Record) -> FigureInputs:
    margin = record["study"]["margin"]
    return FigureInputs(
        rows=record["ratings"],
        identical=[(table, one, other) for table, one, other in record["identical"]],
        n_columns={table["digest"]: table["n_columns"] for table in record["tables"]},
        lengths={
            (text["arm"], text["table"]): characters(text["description"], text["comments"])
            for text in record["texts"] or ()
        },
        criteria=record["study"]["criteria"],
        margin=None if margin is None else float(margin),
        seed=public_seed(record["commitment"]["digest"]),
        order=_completed(record) if record["study"]["stops_early"] else (),
        looked=any(entry["event"] == LOOKED for entry in record["log"]),
    )


def _completed(record: Record) -> tuple[str, ...]:
    """Tables with an answer to every primary showing, in the order of their blocks."""
    answered = {(rating["slot"], rating["position"]) for rating in record["ratings"]}
    showings = ((row[2], (row[0], row[1]) in answered) for row in record["schedule"] if row[5] == 0)
    return completed_tables({table["digest"]: table["block"] for table in record["tables"]}, showings)


def _differing(stored: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """Names that are in one of them only, or hold other values."""
    names = [*found, *(name for name in stored if name not in found)]
    return [name for name in names if not close(stored.get(name), _as_json(found.get(name)))]


def _as_json(value: object) -> object:
    return json.loads(json.dumps(value))


def close(stored: Any, found: Any) -> bool:
    """Tell whether two JSON values are the same, numbers up to the tolerance."""
    if isinstance(stored, dict) and isinstance(found, dict):
        return stored.keys() == found.keys() and all(close(stored[name], found[name]) for name in found)
    if isinstance(stored, list) and isinstance(found, list):
        return len(stored) == len(found) and all(map(close, stored, found))
    if isinstance(stored, int | float) and isinstance(found, int | float):
        return math.isclose(stored, found, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return bool(stored == found)
