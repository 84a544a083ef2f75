"""The opened envelope of a revealed study, as the report needs it: names, true kinds, and the claims sealed with them."""

import json
from collections import Counter

from evaluator.lead.report.directions import Claim
from evaluator.lead.report.naming import Naming
from evaluator.lead.report.page import Envelope
from evaluator.models import Study
from modelhub.models import ModelVersion, StudyKey
from modelhub.steps.reveal_study import names_of


def open_envelope(study: Study) -> Envelope:
    """Return names by arm code and what was sealed beside them. Raises NotNow before the reveal."""
    names = names_of(study)
    sealed = json.loads(StudyKey.objects.get(study=study).payload)
    kinds = {code: str(ModelVersion.Kind(arm["kind"]).label) for code, arm in sealed["arms"].items()}
    claims = tuple(Claim(claim["kind"], claim["arm"], claim["than"]) for claim in sealed["claims"])
    return Envelope(Naming(_told_apart(names)), kinds, claims)


def _told_apart(names: dict[str, str]) -> dict[str, str]:
    """Add the arm's code where two arms are runs of one model version."""
    times = Counter(names.values())
    return {code: name if times[name] == 1 else f"{name} ({code})" for code, name in names.items()}
