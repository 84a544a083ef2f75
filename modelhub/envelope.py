"""The opened envelope of a revealed study, as the report needs it: names, true kinds, and the claims sealed with them."""

import json

from evaluator.lead.report.directions import Claim
from evaluator.lead.report.naming import Naming
from evaluator.lead.report.page import Envelope
from evaluator.models import Study
from modelhub.models import BlindingIndex, ModelVersion, StudyKey
from modelhub.steps.arm_labels import arm_labels
from modelhub.steps.draw_named_figures import NAMED_FOREST


def open_envelope(study: Study) -> Envelope:
    """Return names by arm code and what was sealed beside them. Raises NotNow before the reveal."""
    naming = Naming(arm_labels(study))
    sealed = json.loads(StudyKey.objects.get(study=study).payload)
    kinds = {code: str(ModelVersion.Kind(arm["kind"]).label) for code, arm in sealed["arms"].items()}
    claims = tuple(Claim(claim["kind"], claim["arm"], claim["than"]) for claim in sealed["claims"])
    measured = BlindingIndex.objects.filter(study=study).first()
    return Envelope(naming, kinds, claims, forest=NAMED_FOREST, blinding=None if measured is None else measured.result)
