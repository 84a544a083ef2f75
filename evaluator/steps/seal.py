"""Opening's commitment: what is fixed before the first rating, hashed with a nonce that stays secret until the reveal."""

import secrets
from collections.abc import Iterator
from typing import Any

from evaluator.canonical import canonical_json, sha256_hex, tables_digest
from evaluator.code_version import code_version
from evaluator.models import Assignment, Candidate, Commitment, Study
from evaluator.steps.pair_names import pair_names

NO_STOPPING_RULE = "none: the study is locked when the lead ends it, and nothing is computed before"
STOPPING_RULE = (
    "betting confidence sequence (Waudby-Smith and Ramdas 2024) of the win rate over completed tables, in the order of"
    " their blocks, 95 % over all looks and pairs together; the lead may ask at any time and learns 'go on' or 'stop' only;"
    " 'stop' once every pair is better, worse or, with a margin, equivalent; from the first look on its intervals are the"
    " ones that count, with no p"
)


def analysis_plan(study: Study) -> dict[str, Any]:
    """Return what will be computed from the ratings, as fixed at opening."""
    return {
        "format": "blindbench.plan/1",
        "name": study.name,
        # A rehearsal can't be passed off as a study afterwards.
        "simulated": study.simulated,
        "question": study.question,
        "estimand": "win rate over tables: mean of table means, ties and both bad as half a win",
        "interval": "t over table means, two-sided 95 %",
        "test": "exact sign-flip over table means, Holm over pairs",
        "margin": study.margin,
        "agreement": "Krippendorff's alpha (nominal) per pair, jackknife-t interval over tables",
        "criteria": study.criteria,
        "n_tables": study.tables.count(),
        "tables_sha256": tables_digest(table_facts(study)),
        "n_raters": study.slots.count(),
        "n_repeats": study.n_repeats,
        "repeats": "kept out of the primary estimate",
        "cannot_judge": "counted, kept out of the win rate",
        "identical_texts": "never shown; one tie per table in the win rate, kept out of agreement",
        "exclusions": "none",
        "stops_early": study.stops_early,
        "stopping_rule": STOPPING_RULE if study.stops_early else NO_STOPPING_RULE,
        "deadline": study.deadline,
        "guideline_sha256": sha256_hex(study.guideline.encode()),
    }


def table_facts(study: Study) -> Iterator[dict[str, Any]]:
    """Return what plan and export say of each table, without its columns: those are in its digest."""
    columns = ("table__digest", "table__name", "table__domain", "table__n_columns", "stratum", "block")
    rows = study.tables.order_by("block", "table__digest").values_list(*columns)
    return (dict(zip(("digest", "name", "domain", "n_columns", "stratum", "block"), row, strict=True)) for row in rows)


def prepare_commitment(study: Study, *, key_digest: str) -> Commitment:
    """Return the commitment of a study whose schedule is written, not stored yet; `key_digest` seals which arm is which.

    For a large study this takes a second: call it before the transaction that opens, which holds up every rater.
    """
    contents, nonce = _contents(study, key_digest), secrets.token_hex(32)
    plan, payload = canonical_json(contents["plan"]), canonical_json(contents)
    return Commitment(
        study=study,
        digest=commitment_digest(nonce, payload),
        nonce=nonce,
        payload=payload.decode(),
        plan=plan.decode(),
        plan_digest=sha256_hex(plan),
        code_version=contents["code_version"],
    )


def commitment_digest(nonce: str, payload: bytes) -> str:
    """Return SHA-256 of nonce (32 bytes) and payload, as hex."""
    return sha256_hex(bytes.fromhex(nonce) + payload)


def schedule_rows(study: Study) -> list[list[Any]]:
    """Return [slot, position, table digest, first arm, second arm, repeat, swapped] of every assignment, in order."""
    names = pair_names(study)
    rows = (
        Assignment.objects.filter(slot__study=study)
        .order_by("slot__number", "position")
        .values_list("slot__number", "position", "pair_id", "repeat", "swapped")
    )
    return [[slot, position, *names[pair], repeat, swapped] for slot, position, pair, repeat, swapped in rows]


def _contents(study: Study, key_digest: str) -> dict[str, Any]:
    """Return what opening fixes: schedule and texts by arm code and table digest, plan, code, and the key's digest."""
    return {
        "format": "blindbench.commitment/1",
        "study": study.uuid,
        "plan": analysis_plan(study),
        "schedule": schedule_rows(study),
        "texts": [
            list(row)
            for row in Candidate.objects.filter(arm__study=study)
            .order_by("arm__code", "table__table__digest")
            .values_list("arm__code", "table__table__digest", "content_digest")
        ],
        "code_version": code_version(),
        "key_digest": key_digest,
    }
