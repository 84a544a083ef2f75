"""The sighted half's records."""

from modelhub.models.arm_key import ArmKey, StudyKey
from modelhub.models.blinding import BlindingIndex
from modelhub.models.finding import IdentityFinding
from modelhub.models.model_version import ModelVersion
from modelhub.models.run import GenerationRun, RunOutput

__all__ = ["ArmKey", "BlindingIndex", "GenerationRun", "IdentityFinding", "ModelVersion", "RunOutput", "StudyKey"]
