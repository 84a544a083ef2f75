"""How somebody might tamper with an export: one forgery for each check that has to catch it."""

import json
from collections.abc import Callable
from typing import Any

from evaluator.canonical import canonical_json, sha256_hex
from evaluator.chain import GENESIS, link_digest
from evaluator.presentation import content_digest

Json = dict[str, Any]
Forgery = Callable[[Json], None]


def relogged(record: Json) -> None:
    """Chain a changed log anew, as a careful forger would."""
    previous = GENESIS
    for seq, entry in enumerate(record["log"], start=1):
        entry |= {"seq": seq, "previous": previous}
        entry["digest"] = previous = link_digest(**{name: entry[name] for name in entry if name != "digest"})


def log_says(record: Json, event: str, **changes: object) -> None:
    """Change what an event's entry says, and chain the log anew."""
    entry = next(entry for entry in record["log"] if entry["event"] == event)
    entry["detail"] = canonical_json({**json.loads(entry["detail"]), **changes}).decode()
    relogged(record)


def resealed(record: Json, **changes: object) -> None:
    """Change the sealed payload, and give the commitment and the log the digest of the new one."""
    seal = record["commitment"]
    seal["payload"] = canonical_json({**json.loads(seal["payload"]), **changes}).decode()
    seal["digest"] = sha256_hex(bytes.fromhex(seal["nonce"]) + seal["payload"].encode())
    log_says(record, "study_opened", commitment=seal["digest"])


def refrozen(record: Json) -> None:
    """Give log and analysis the digest of the changed ratings."""
    digest = sha256_hex(canonical_json(record["ratings"]))
    record["analysis"]["inputs_digest"] = digest
    log_says(record, "study_locked", ratings=digest)


def edit_log(record: Json) -> None:
    record["log"][1]["actor"] = "somebody@example.org"


def lock_twice(record: Json) -> None:
    at = next(index for index, entry in enumerate(record["log"]) if entry["event"] == "study_locked")
    record["log"].insert(at, dict(record["log"][at]))
    relogged(record)


def publish_another_seal(record: Json) -> None:
    log_says(record, "study_opened", commitment="0" * 64)


def change_margin(record: Json) -> None:
    record["study"]["margin"] = "0.300"


def change_nonce(record: Json) -> None:
    record["commitment"]["nonce"] = "ab" * 32


def seal_another_code(record: Json) -> None:
    resealed(record, code_version="0.0.9+0000000000000000")


def swap_a_side(record: Json) -> None:
    record["schedule"][3][6] = not record["schedule"][3][6]


def choose_a_schedule(record: Json) -> None:
    swap_a_side(record)
    resealed(record, schedule=record["schedule"])


def polish_a_text(record: Json) -> None:
    text = record["texts"][4]
    text["description"] = "A far better description."
    text["digest"] = content_digest(text["description"], text["comments"])


def hide_a_pair(record: Json) -> None:
    table = next(t["digest"] for t in record["tables"] if t["digest"] != record["identical"][0][0])
    record["identical"].append([table, *record["arms"][:2]])


def swap_names(record: Json) -> None:
    arms = record["key"]["arms"]
    one, other, _ = record["arms"]
    arms[one], arms[other] = arms[other], arms[one]


def rate_by_another(record: Json) -> None:
    record["ratings"][0]["rater"] = "R2" if record["ratings"][0]["slot"] == 1 else "R1"
    refrozen(record)


def turn_a_vote(record: Json) -> None:
    rating = next(rating for rating in record["ratings"] if rating["grade"])
    rating["grade"] = -rating["grade"]


def reword_a_comment(record: Json) -> None:
    place = next(iter(record["comments"]))
    record["comments"][place] = "Excellent."


def inflate_a_win_rate(record: Json) -> None:
    record["analysis"]["result"]["report"]["pairs"][0]["psi"]["estimate"] = 0.99


def _result(record: Json) -> Json:
    result: Json = record["analysis"]["result"]
    return result


def raise_alpha(record: Json) -> None:
    _result(record)["report"]["agreement"]["alpha_nominal"]["low"] = 0.9


def quieten_a_warning(record: Json) -> None:
    _result(record)["report"]["warnings"].pop()


def forget_a_check(record: Json) -> None:
    del _result(record)["report"]["two_way"]


def add_a_figure(record: Json) -> None:
    _result(record)["report"]["quality"] = 5


def better_the_sharp_null(record: Json) -> None:
    _result(record)["report"]["sharp_null"][0]["p"] = 0.001


def mark_fewer_comments(record: Json) -> None:
    _result(record)["report"]["comments"]["n_marked"] -= 1


def favour_an_arm_at_equal_length(record: Json) -> None:
    _result(record)["length"]["pairs"][0]["raw"]["estimate"] = 0.99


def keep_lengths_back(record: Json) -> None:
    _result(record)["length"] = None


def turn_a_criterion(record: Json) -> None:
    pair = _result(record)["criteria"][0]["pairs"][0]
    pair["wins"], pair["losses"] = pair["losses"] + 1, pair["wins"]


def settle_a_dispute(record: Json) -> None:
    _result(record)["disputes"][0][8] = 0.0 if _result(record)["disputes"][0][8] else 1.0


def rate_more_than_there_was(record: Json) -> None:
    _result(record)["flow"]["rated"] += 1


# By what the check of the numbers must name.
FORGED_NUMBERS: dict[str, Forgery] = {
    "report.pairs": inflate_a_win_rate,
    "report.agreement": raise_alpha,
    "report.warnings": quieten_a_warning,
    "report.two_way": forget_a_check,
    "report.quality": add_a_figure,
    "report.sharp_null": better_the_sharp_null,
    "report.comments": mark_fewer_comments,
    "length": favour_an_arm_at_equal_length,
    "criteria": turn_a_criterion,
    "disputes": settle_a_dispute,
    "flow": rate_more_than_there_was,
}


def guess_better(record: Json) -> None:
    record["guesses"][0]["kind"] = "person" if record["guesses"][0]["kind"] != "person" else "rules"


def blind_better(record: Json) -> None:
    record["blinding"]["result"]["james"]["estimate"] = 0.5


# By the claim that each of them breaks.
FORGERIES: dict[str, Forgery] = {
    "The log is whole: every entry follows the one before it": edit_log,
    "The log tells of the study's opening, lock and reveal once each": lock_twice,
    "The log published this seal at opening": publish_another_seal,
    "The study is run as its plan says": change_margin,
    "Nonce and payload give the published commitment": change_nonce,
    "Plan, code version and key are the sealed ones": seal_another_code,
    "The schedule is the sealed one": swap_a_side,
    "Arm codes, blocks and schedule are drawn from the seed": choose_a_schedule,
    "The texts are the sealed ones": polish_a_text,
    "The pairs left out as identical have equal texts": hide_a_pair,
    "The names are those of the sealed envelope": swap_names,
    "Every rating is on a scheduled pair, by its rater, with the sides as drawn": rate_by_another,
    "The ratings are those that the lock froze": turn_a_vote,
    "The comments are those that the lock froze": reword_a_comment,
    "The guesses are those that the reveal froze": guess_better,
    "The blinding indices follow from the guesses": blind_better,
    "The numbers of the report follow from the ratings": inflate_a_win_rate,
}
