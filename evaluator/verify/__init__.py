"""Verify a study from its record alone: every claim is computed again from what the record holds."""

from collections.abc import Callable, Sequence

from evaluator.verify import blinding, log, numbers, ratings, schedule, seal
from evaluator.verify.check import Check, Record, Status

Problem = Callable[[Record], str | None]
SEALED = "sealed until the reveal"


def verify(record: Record) -> Sequence[Check]:
    """Return every check of a record, in the order in which a study runs; the record's shape is checked already."""
    checks = [_check(record, claim, problem, missing) for claim, problem, missing in CLAIMS]
    ratings_hold = all(check.status is not Status.BROKEN for check in checks if check.claim in (FROZEN, SCHEDULED))
    return [*checks, numbers.check(record, ratings_hold=ratings_hold)]


def _check(record: Record, claim: str, problem: Problem, missing: Callable[[Record], str]) -> Check:
    if why := missing(record):
        return Check(claim, Status.NOT_YET, why)
    found = problem(record)
    return Check(claim, Status.BROKEN, found) if found else Check(claim, Status.HOLDS)


def _at_once(_: Record) -> str:
    return ""


def _after_lock(record: Record) -> str:
    return "the ratings are frozen at the lock" if record["study"]["state"] == "open" else ""


def _with_payload(record: Record) -> str:
    return SEALED if None in (record["commitment"]["nonce"], record["commitment"]["payload"]) else ""


def _with_seed(record: Record) -> str:
    return SEALED if record["seed"] is None else ""


def _with_texts(record: Record) -> str:
    return SEALED if record["texts"] is None else _with_payload(record)


def _with_comments(record: Record) -> str:
    return _after_lock(record) or (SEALED if record["comments"] is None else "")


def _with_guesses(record: Record) -> str:
    return SEALED if record["study"]["state"] != "revealed" or record["guesses"] is None else ""


def _with_key(record: Record) -> str:
    return SEALED if None in record["key"].values() else ""


FROZEN = "The ratings are those that the lock froze"
SCHEDULED = "Every rating is on a scheduled pair, by its rater, with the sides as drawn"
CLAIMS: tuple[tuple[str, Problem, Callable[[Record], str]], ...] = (
    ("The log is whole: every entry follows the one before it", log.chain_problem, _at_once),
    ("The log tells of the study's opening, lock and reveal once each", log.state_problem, _at_once),
    ("The log published this seal at opening", log.published_problem, _at_once),
    ("The study is run as its plan says", seal.plan_problem, _at_once),
    ("Nonce and payload give the published commitment", seal.commitment_problem, _with_payload),
    ("Plan, code version and key are the sealed ones", seal.contents_problem, _with_payload),
    ("The schedule is the sealed one", schedule.sealed_problem, _with_payload),
    ("Arm codes, blocks and schedule are drawn from the seed", schedule.drawn_problem, _with_seed),
    ("The texts are the sealed ones", seal.texts_problem, _with_texts),
    ("The pairs left out as identical have equal texts", schedule.identical_problem, _with_texts),
    ("The names are those of the sealed envelope", seal.envelope_problem, _with_key),
    (SCHEDULED, ratings.scheduled_problem, _at_once),
    (FROZEN, ratings.frozen_problem, _after_lock),
    ("The comments are those that the lock froze", ratings.comments_problem, _with_comments),
    ("The guesses are those that the reveal froze", blinding.guesses_problem, _with_guesses),
    ("The blinding indices follow from the guesses", blinding.indices_problem, blinding.indices_missing),
)
