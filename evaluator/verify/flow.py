"""How many pairs were assigned, rated and counted, told again from schedule and ratings alone."""

from collections import Counter
from typing import Any

from evaluator.steps.votes import latest
from evaluator.verify.check import Record


def answer_flow(record: Record) -> dict[str, Any]:
    """Return the flow as the analysis stores it."""
    schedule, answers = record["schedule"], latest(record["ratings"])
    primary = [answer for answer in answers if answer["repeat"] == 0]
    n_arms = len(record["arms"])
    n_primary = sum(row[5] == 0 for row in schedule)
    return {
        "assigned": n_primary,
        "rated": len(primary),
        "repeats_assigned": len(schedule) - n_primary,
        "repeats_rated": len(answers) - len(primary),
        "cant_judge": sum(bool(answer["cant_judge"]) for answer in primary),
        "identical": len(record["identical"]),
        "n_tables": len(record["tables"]),
        "n_pairs": n_arms * (n_arms - 1) // 2,
        "n_slots": record["study"]["n_slots"],
        "left_open": _left_open(record, Counter(answer["slot"] for answer in answers)),
    }


def _left_open(record: Record, rated: Counter[int]) -> list[dict[str, Any]]:
    assigned = Counter(row[0] for row in record["schedule"])
    # Raters stand in the order in which they joined: the last one of a slot is in it now.
    codes = {rater["slot"]: rater["code"] for rater in record["raters"]}
    return [
        {"rater": codes.get(slot), "slot": slot, "n": n - rated[slot]}
        for slot, n in sorted(assigned.items())
        if n > rated[slot]
    ]
