"""The opened envelope --> what the export of a revealed study adds to the codes."""

from evaluator.models import Study
from evaluator.steps.advance_study import NotNow
from evaluator.steps.export_study import OpenedKey
from modelhub.models import ArmKey, BlindingIndex, StudyKey


def opened_key(study: Study) -> OpenedKey:
    """Return nonce, sealed bytes and names of a revealed study. Raises NotNow before the reveal."""
    if Study.objects.get(pk=study.pk).state != Study.State.REVEALED:
        raise NotNow("The envelope is sealed until the reveal.")
    return sealed_key(study)


def sealed_key(study: Study) -> OpenedKey:
    """Return the same of an opened study before its reveal, for verifying on this machine; never to be shown."""
    key = StudyKey.objects.get(study=study)
    arms = ArmKey.objects.filter(arm__study=study).select_related("arm", "run__model_version")
    measured = BlindingIndex.objects.filter(study=study).values("code_version", "result").first()
    return OpenedKey(
        nonce=key.nonce,
        payload=key.payload,
        arms={
            row.arm.code: {
                "model": row.run.model_version.name,
                "run": row.run.uuid,
                "run_digest": row.run.digest,
            }
            for row in arms
        },
        blinding=measured,
    )
