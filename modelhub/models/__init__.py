"""The sighted half's records."""

from modelhub.models.api_token import ApiToken
from modelhub.models.arm_key import ArmKey, StudyKey
from modelhub.models.blinding import BlindingIndex
from modelhub.models.dataset import Dataset, DatasetDraft, DatasetLine, DatasetReject
from modelhub.models.finding import IdentityFinding
from modelhub.models.ledger import LedgerEntry
from modelhub.models.licence_approval import LicenceApproval
from modelhub.models.model_version import ModelVersion
from modelhub.models.programme_step import ProgrammeStep
from modelhub.models.prompt_template import PromptTemplate
from modelhub.models.run import GenerationRun, RunOutput
from modelhub.models.run_item import RunItem, RunMinute, RunTally
from modelhub.models.selection_decision import SelectionDecision
from modelhub.models.taxonomy import Industry, UseCase
from modelhub.models.terms_approval import TermsApproval
from modelhub.models.training_run import TrainingPoint, TrainingRun
from modelhub.models.worker import Worker

__all__ = [
    "ApiToken",
    "ArmKey",
    "BlindingIndex",
    "Dataset",
    "DatasetDraft",
    "DatasetLine",
    "DatasetReject",
    "GenerationRun",
    "IdentityFinding",
    "Industry",
    "LedgerEntry",
    "LicenceApproval",
    "ModelVersion",
    "ProgrammeStep",
    "PromptTemplate",
    "RunItem",
    "RunMinute",
    "RunOutput",
    "RunTally",
    "SelectionDecision",
    "StudyKey",
    "TermsApproval",
    "TrainingPoint",
    "TrainingRun",
    "UseCase",
    "Worker",
]
