"""Run --> arm: texts handed over by code, and the mapping sealed with a nonce of its own."""

import secrets
from dataclasses import dataclass
from typing import Any

from evaluator.canonical import canonical_json, sha256_hex
from evaluator.models import Study
from evaluator.steps.accept_candidates import AcceptedText, PresentedText, present_text
from modelhub.models import ArmKey, GenerationRun, StudyKey


@dataclass(frozen=True, slots=True)
class Key:
    """A sealed envelope before it is stored: nonce, bytes and digest of the mapping."""

    nonce: str
    payload: str
    digest: str


def texts_of(run: GenerationRun) -> list[PresentedText]:
    """Return a run's texts as the blind half takes them, which carries no name."""
    outputs = run.outputs.values_list("table_id", "description", "comments")
    return [present_text(AcceptedText(table, text, tuple(comments))) for table, text, comments in outputs]


def seal_arms(study: Study) -> Key:
    """Fix the mapping of a study's arms; its digest is the only part that leaves this half before the reveal."""
    nonce, payload = secrets.token_hex(32), canonical_json(key_payload(study))
    return Key(nonce, payload.decode(), sha256_hex(bytes.fromhex(nonce) + payload))


def store_key(study: Study, key: Key) -> None:
    """Keep the envelope of a study that is being opened."""
    StudyKey.objects.filter(study=study).update(nonce=key.nonce, payload=key.payload, digest=key.digest)


def key_payload(study: Study) -> dict[str, Any]:
    """Return what the envelope holds: run digest, model name and true kind of writer by arm code; and the claims."""
    keys = ArmKey.objects.filter(arm__study=study).select_related("arm", "run__model_version").order_by("arm__code")
    code_of = {str(key.run.uuid): key.arm.code for key in keys}
    claims = StudyKey.objects.get(study=study).claims
    return {
        "format": "blindbench.key/1",
        "study": study.uuid,
        "arms": {
            key.arm.code: {
                "run": key.run.uuid,
                "run_digest": key.run.digest,
                "model": key.run.model_version.name,
                "kind": key.run.model_version.kind,
            }
            for key in keys
        },
        "claims": [
            {"kind": claim["kind"], "arm": code_of[claim["run"]], "than": code_of[claim["than"]]} for claim in claims
        ],
    }
