"""Checks of the blinding question: the guesses are those that the reveal froze, and the indices follow from them."""

import json

from evaluator.canonical import canonical_json, sha256_hex
from evaluator.code_version import code_version
from evaluator.steps.blinding_figures import blinding_figures
from evaluator.verify.check import Record, key_payload_of, logged
from evaluator.verify.numbers import close


def guesses_problem(record: Record) -> str | None:
    """Recompute the digest over all guesses, and compare it with the one that the log kept at the reveal."""
    kept = (logged(record, "study_revealed") or {}).get("guesses")
    found = sha256_hex(canonical_json(record["guesses"]))
    return None if found == kept else "the guesses are not those that were there at the reveal"


def indices_missing(record: Record) -> str:
    """Say why the indices can't be computed again, if so."""
    stored = record["blinding"]
    if stored is None:
        return (
            "the blinding is not measured yet" if record["study"]["state"] == "revealed" else "sealed until the reveal"
        )
    if stored["code_version"] != code_version():
        return f"made by code {stored['code_version']}, this is {code_version()}: verify with that version"
    return ""


def indices_problem(record: Record) -> str | None:
    """Compute the blinding indices again from the guesses and the sealed kinds of the writers."""
    arms = key_payload_of(record).get("arms")
    try:
        kinds = {code: str(arm["kind"]) for code, arm in dict(arms or {}).items()}
        found = blinding_figures(record["guesses"] or (), kinds)
    except (TypeError, ValueError, KeyError) as error:
        return f"the indices can't be computed: {error}"
    same = close(record["blinding"]["result"], json.loads(json.dumps(found)))
    return None if same else "computed again, the indices differ"
