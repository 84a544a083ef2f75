"""IdentityFinding --> waived with a reason, or its text edited; both stand in the study's log without the arm."""

from django.db import transaction
from django.db.models import QuerySet

from evaluator.models import Candidate, Study, User
from evaluator.steps.advance_study import NotNow
from evaluator.steps.log_event import append_link
from evaluator.steps.replace_text import place_of, replace_text
from modelhub.models import ArmKey, IdentityFinding
from modelhub.steps.scan_study import scan_study


@transaction.atomic
def waive_finding(finding: IdentityFinding, *, by: User, why: str) -> None:
    """Let a text stay as it is. Raises NotNow unless the study is a draft."""
    study = _draft(finding)
    _resolve(IdentityFinding.objects.filter(pk=finding.pk), IdentityFinding.Resolution.WAIVED, by, why)
    detail = {**place_of(candidate_of(finding), finding.column), "matched": finding.matched, "why": why}
    append_link(study, "finding_waived", actor=by.email, detail=detail)


@transaction.atomic
def edit_text(finding: IdentityFinding, *, text: str, by: User, why: str) -> int:
    """Replace the text in this study and scan again; return how many findings of the study are still open.

    The run keeps what its model wrote. Raises NotNow unless the study is a draft, NoText.
    """
    study = _draft(finding)
    replace_text(candidate_of(finding), column=finding.column, text=text, actor=by.email, why=why)
    same_text = IdentityFinding.objects.filter(
        study=study, output=finding.output_id, column=finding.column, resolution=IdentityFinding.Resolution.OPEN
    )
    _resolve(same_text, IdentityFinding.Resolution.EDITED, by, why)
    return scan_study(study)


def candidate_of(finding: IdentityFinding) -> Candidate:
    """Return the study's text that a finding is about."""
    arms = ArmKey.objects.filter(arm__study=finding.study_id, run=finding.output.run_id).values("arm_id")
    return Candidate.objects.select_related("table__table").get(arm__in=arms, table__table=finding.output.table_id)


def _draft(finding: IdentityFinding) -> Study:
    study = Study.objects.select_for_update().get(pk=finding.study_id)
    if study.state != Study.State.DRAFT:
        raise NotNow(f"The study is {study.state}; findings are settled in a draft only.")
    return study


def _resolve(findings: QuerySet[IdentityFinding], resolution: str, by: User, why: str) -> None:
    findings.update(resolution=resolution, resolved_by=by, resolved_why=why)
