"""Locked --> revealed: the envelope is opened, and both nonces are published."""

from django.db import transaction

from evaluator.canonical import sha256_hex
from evaluator.models import Study
from evaluator.steps.advance_study import NotNow, mark_revealed
from modelhub.models import ArmKey, StudyKey
from modelhub.steps.run_names import run_names


class SealBroken(Exception):
    """The mapping is not the one that was sealed at opening."""


@transaction.atomic
def reveal_study(study: Study, *, actor: str, reason: str) -> None:
    """Open the envelope for good. Raises NotNow unless the study is locked and analysed; SealBroken."""
    if study.state == Study.State.LOCKED and not hasattr(study, "analysis"):
        raise NotNow("The analysis of the locked study is not finished: the numbers come first, then the names.")
    key = StudyKey.objects.get(study=study)
    if sha256_hex(bytes.fromhex(key.nonce) + key.payload.encode()) != key.digest:
        raise SealBroken
    mark_revealed(study, actor=actor, reason=reason, key_nonce=key.nonce)


def names_of(study: Study) -> dict[str, str]:
    """Return each arm's writer by code, of a revealed study: see `run_names`. Raises NotNow before the reveal."""
    study.refresh_from_db(fields=["state"])
    if study.state != Study.State.REVEALED:
        raise NotNow("The envelope is sealed until the reveal.")
    keys = ArmKey.objects.filter(arm__study=study).select_related("arm", "run__model_version", "run__prompt")
    names = run_names([key.run for key in keys])
    return {key.arm.code: names[key.run_id] for key in keys}
