"""The blind half's records: one file per noun, in the order in which an item flows."""

from evaluator.models.analysis import Analysis, Figure
from evaluator.models.assignment import Assignment, ProblemReport
from evaluator.models.candidate import Candidate
from evaluator.models.exposure import Exposure
from evaluator.models.log import LogEntry
from evaluator.models.opening import Opening
from evaluator.models.pair import Pair
from evaluator.models.rater import Invitation, Rater, Slot, WriterGuess
from evaluator.models.rating import Rating
from evaluator.models.study import Arm, Commitment, Study, StudyTable
from evaluator.models.table import SourceTable, TableSet
from evaluator.models.user import User

__all__ = [
    "Analysis",
    "Arm",
    "Assignment",
    "Candidate",
    "Commitment",
    "Exposure",
    "Figure",
    "Invitation",
    "LogEntry",
    "Opening",
    "Pair",
    "ProblemReport",
    "Rater",
    "Rating",
    "Slot",
    "SourceTable",
    "Study",
    "StudyTable",
    "TableSet",
    "User",
    "WriterGuess",
]
