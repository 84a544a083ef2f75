"""Draft --> open: every gate is checked, the envelope sealed, the schedule written, the commitment published."""

from collections.abc import Sequence

from evaluator.models import Candidate, Study
from evaluator.steps.advance_study import open_for_rating
from evaluator.steps.assign_raters import assign_raters
from evaluator.steps.join_study import is_exposed
from modelhub.models import IdentityFinding
from modelhub.steps.seal_arms import seal_arms


class CannotOpen(Exception):
    """Gates that are shut; each text says what is wrong and what to do."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = tuple(reasons)


def open_study(study: Study, *, actor: str) -> str:
    """Open a draft and return its commitment. Raises CannotOpen; NotNow when it is no draft any more."""
    if reasons := shut_gates(study):
        raise CannotOpen(reasons)
    assign_raters(study)
    return open_for_rating(study, key_digest=seal_arms(study), actor=actor)


def shut_gates(study: Study) -> Sequence[str]:
    """Return why a draft can't open yet; never which arm it is about."""
    return [
        reason for reason in (_no_raters(study), _missing_texts(study), _findings(study), _exposed(study)) if reason
    ]


def _no_raters(study: Study) -> str:
    return "" if study.slots.exists() else "No rater is invited: invite at least one."


def _missing_texts(study: Study) -> str:
    expected = study.arms.count() * study.tables.count()
    missing = expected - Candidate.objects.filter(arm__study=study).exclude(description="").count()
    return f"Some arm has no text for {missing} tables: choose tables that every run documents." if missing else ""


def _findings(study: Study) -> str:
    n_open = IdentityFinding.objects.filter(study=study, resolution="").count()
    return f"{n_open} texts may name their writer: an engineer must edit or waive each finding first." if n_open else ""


def _exposed(study: Study) -> str:
    exposed = [rater.code for rater in study.raters.filter(left_at=None) if is_exposed(rater.user_id, study)]
    if not exposed:
        return ""
    return f"{', '.join(exposed)} saw texts of this study under their writers' names: replace them."
