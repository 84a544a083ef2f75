"""Checks of the ratings: frozen at the lock, given on what was scheduled, and analysed as they are."""

from collections import defaultdict
from typing import Any

from evaluator.canonical import canonical_json, comment_digest, sha256_hex
from evaluator.verify.check import Record, logged

COLUMNS = ("slot", "position", "table", "first", "second", "repeat")


def frozen_problem(record: Record) -> str | None:
    """Recompute the digest over all ratings, and compare it with the one that the log kept at the lock."""
    kept = (logged(record, "study_locked") or {}).get("ratings")
    found = sha256_hex(canonical_json(record["ratings"]))
    return None if found == kept else "the ratings are not those that were locked"


def scheduled_problem(record: Record) -> str | None:
    """Compare every rating's place, pair, rater and shown side with the schedule; revisions count from 1."""
    scheduled = {(row[0], row[1]): row for row in record["schedule"]}
    slot_of = {rater["code"]: rater["slot"] for rater in record["raters"]}
    revisions: defaultdict[tuple[int, int], int] = defaultdict(int)
    for rating in record["ratings"]:
        place = rating["slot"], rating["position"]
        revisions[place] += 1
        if wrong := _misfit(rating, scheduled.get(place), slot_of, revisions[place]):
            return f"slot {place[0]}, position {place[1]}: {wrong}"
    return None


def _misfit(rating: dict[str, Any], row: list[Any] | None, slot_of: dict[str, int], revision: int) -> str | None:
    if row is None or [rating[name] for name in COLUMNS] != row[:6]:
        return "the rating is on a pair that was not scheduled there"
    if rating["shown_swapped"] != row[6]:
        return "the sides were shown the other way round than scheduled"
    if slot_of.get(rating["rater"]) != rating["slot"]:
        return f"{rating['rater']} has no part in this slot"
    if (rating["grade"] is None) != bool(rating["cant_judge"]):
        return "the rating is neither a grade nor a reason why not"
    return None if rating["revision"] == revision else f"revision {revision} is missing"


def comments_problem(record: Record) -> str | None:
    """Recompute the digests of the raters' comments, which are part of the frozen ratings."""
    nonce = record["commitment"]["nonce"]
    digests = {place: comment_digest(nonce, text) for place, text in record["comments"].items()}
    kept = {
        f"{rating['slot']}/{rating['position']}/{rating['revision']}": rating["comment_hmac"]
        for rating in record["ratings"]
        if rating["comment_hmac"] is not None
    }
    places = sorted(place for place in digests.keys() | kept.keys() if digests.get(place) != kept.get(place))
    return f"the comment on {places[0]} (slot/position/revision) is not the locked one" if places else None


def analysed_problem(record: Record) -> str | None:
    """Compare the digest of what was analysed with the ratings that were locked."""
    kept = (logged(record, "study_locked") or {}).get("ratings")
    return None if record["analysis"]["inputs_digest"] == kept else "the analysis was made from other ratings"
