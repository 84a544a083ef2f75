"""Checks of the log: its chain, and the story that it tells."""

from collections import Counter

from evaluator.chain import Link, first_break
from evaluator.verify.check import Record, logged

STEPS = ("study_opened", "study_locked", "study_revealed")
STEPS_OF_STATE = {"open": 1, "locked": 2, "revealed": 3}


def chain_problem(record: Record) -> str | None:
    """Recompute every entry's digest from its content and the digest before it."""
    if not record["log"]:
        return "the log is empty"
    return first_break(Link(**{name: entry[name] for name in Link.__slots__}) for entry in record["log"])


def state_problem(record: Record) -> str | None:
    """Compare the study's state with the log's opening, lock and reveal: each once, in this order."""
    state = record["study"]["state"]
    expected = STEPS[: STEPS_OF_STATE[state]]
    told = [entry["event"] for entry in record["log"] if entry["event"] in STEPS]
    if tuple(told) == expected:
        return _secrets_problem(record)
    twice = [event for event, n in Counter(told).items() if n > 1]
    return f"the study is {state}, the log tells of {', '.join(told) or 'nothing'}{' more than once' if twice else ''}"


def _secrets_problem(record: Record) -> str | None:
    # Without this, a file could escape its checks by leaving out what they need.
    if record["study"]["state"] != "revealed":
        return None
    parts = {name: record[name] for name in ("seed", "texts", "comments", "guesses")}
    parts |= {f"commitment.{name}": record["commitment"][name] for name in ("nonce", "payload")}
    parts |= {f"key.{name}": value for name, value in record["key"].items()}
    missing = [name for name, value in parts.items() if value is None]
    return f"the study is revealed, but these parts are null: {', '.join(missing)}" if missing else None


def published_problem(record: Record) -> str | None:
    """Compare the seal in the file with what the log published at opening."""
    opened = logged(record, "study_opened") or {}
    seal = record["commitment"]
    claimed = {"commitment": "digest", "plan": "plan_digest", "code": "code_version"}
    wrong = [name for name, field in claimed.items() if opened.get(name) != seal[field]]
    return f"the log published another {' and '.join(wrong)} at opening" if wrong else None
