"""Checks of what opening sealed: the plan, the commitment, the texts, and the envelope with the names."""

import json

from evaluator.canonical import sha256_hex, tables_digest
from evaluator.presentation import content_digest
from evaluator.verify.check import Record, differing, key_payload_of, logged, payload_of, plan_of


def plan_problem(record: Record) -> str | None:
    """Recompute the plan's digest, and compare the study's facts with the plan."""
    seal, study, plan = record["commitment"], record["study"], plan_of(record)
    if sha256_hex(seal["plan"].encode()) != seal["plan_digest"]:
        return "the plan is not the one whose digest was published"
    names = ("name", "simulated", "question", "criteria", "margin", "stops_early", "n_repeats", "deadline")
    facts = {name: study[name] for name in names}
    facts |= {
        "n_tables": len(record["tables"]),
        "tables_sha256": tables_digest(record["tables"]),
        "n_raters": study["n_slots"],
        "guideline_sha256": sha256_hex(study["guideline"].encode()),
    }
    wrong = differing(plan, facts)
    if wrong:
        return f"the study differs from its plan in {wrong}"
    if bool(record.get("notice")) != study["simulated"]:
        return "the notice on simulated raters is missing, or stands where there are none"
    if any(rater["simulated"] != study["simulated"] for rater in record["raters"]):
        return "people and simulated raters are mixed, or one passes for the other"
    return None


def commitment_problem(record: Record) -> str | None:
    """Recompute the commitment from nonce and payload, and compare the nonce with the one that the log published."""
    seal, revealed = record["commitment"], logged(record, "study_revealed")
    if sha256_hex(bytes.fromhex(seal["nonce"]) + seal["payload"].encode()) != seal["digest"]:
        return "nonce and payload do not give the published commitment"
    if revealed is not None and revealed.get("nonce") != seal["nonce"]:
        return "the nonce is not the one that the log published at the reveal"
    return None


def contents_problem(record: Record) -> str | None:
    """Compare study, plan, code version and key digest with the sealed ones."""
    opened = logged(record, "study_opened") or {}
    expected = {
        "study": record["study"]["uuid"],
        "plan": plan_of(record),
        "code_version": record["commitment"]["code_version"],
        "key_digest": opened.get("key"),
    }
    wrong = differing(payload_of(record), expected)
    return f"the sealed payload differs in {wrong}" if wrong else None


def texts_problem(record: Record) -> str | None:
    """Recompute every text's digest and compare all of them with the sealed ones."""
    for text in record["texts"]:
        if content_digest(text["description"], text["comments"]) != text["digest"]:
            return f"the text of arm {text['arm']} on table {_name(record, text['table'])} is not the one of its digest"
    found = sorted([text["arm"], text["table"], text["digest"]] for text in record["texts"])
    sealed = payload_of(record).get("texts")
    if not isinstance(sealed, list):
        return "the sealed payload names no texts"
    known = {json.dumps(row) for row in sealed}
    for row in found:
        if json.dumps(row) not in known:
            return f"the text of arm {row[0]} on table {_name(record, row[1])} is not the sealed one"
    return None if len(found) == len(sealed) else f"{len(sealed)} texts were sealed, {len(found)} are here"


def envelope_problem(record: Record) -> str | None:
    """Recompute the key digest, and compare what each arm is said to be with what was sealed."""
    key, opened, revealed = record["key"], logged(record, "study_opened") or {}, logged(record, "study_revealed")
    if sha256_hex(bytes.fromhex(key["nonce"]) + key["payload"].encode()) != opened.get("key"):
        return "nonce and payload of the envelope do not give the key digest that the log published at opening"
    if revealed is not None and revealed.get("key_nonce") != key["nonce"]:
        return "the envelope's nonce is not the one that the log published at the reveal"
    return _arms_problem(record)


def _arms_problem(record: Record) -> str | None:
    sealed = key_payload_of(record).get("arms")
    if (
        not isinstance(sealed, dict)
        or sorted(sealed) != record["arms"]
        or sorted(record["key"]["arms"]) != record["arms"]
    ):
        return "the envelope is about other arms"
    for code, arm in record["key"]["arms"].items():
        if missing := sorted({"model", "run", "run_digest"} - arm.keys()):
            return f"arm {code} has no {', '.join(missing)}"
        if wrong := differing(sealed[code] if isinstance(sealed[code], dict) else {}, arm):
            return f"arm {code} is said to be another {wrong} than the sealed one"
    return None


def _name(record: Record, digest: str) -> str:
    return next((table["name"] for table in record["tables"] if table["digest"] == digest), digest[:12])
