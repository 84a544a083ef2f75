"""IdentityFinding --> waived with a reason, or its text edited; both stand in the study's log without the arm."""

from django.db import transaction

from evaluator.models import Candidate, Study, User
from evaluator.steps.advance_study import NotNow
from evaluator.steps.log_event import append_link
from evaluator.steps.replace_text import place_of, replace_text
from modelhub.models import ArmKey, IdentityFinding
from modelhub.steps.scan_study import scan_study


@transaction.atomic
def waive_finding(finding: IdentityFinding, *, by: User, why: str, alike: bool = False) -> int:
    """Let a text stay as it is, with `alike` wherever the same words were found; return how many findings that settles.

    Raises NotNow unless the study is a draft.
    """
    study = _draft(finding)
    findings = IdentityFinding.objects.filter(study=study, resolution=IdentityFinding.Resolution.OPEN)
    findings = findings.filter(matched=finding.matched) if alike else findings.filter(pk=finding.pk)
    n_settled = findings.update(resolution=IdentityFinding.Resolution.WAIVED, resolved_by=by, resolved_why=why)
    event = "findings_waived" if alike else "finding_waived"
    place = {"places": n_settled} if alike else place_of(candidate_of(finding), finding.column)
    append_link(study, event, actor=by.email, detail={**place, "matched": finding.matched, "why": why})
    return n_settled


def edit_text(finding: IdentityFinding, *, text: str, by: User, why: str) -> int:
    """Replace the text in this study and scan again; return how many findings of the study are still open.

    The run keeps what its model wrote. Raises NotNow unless the study is a draft, NoText.
    """
    # The scan searches all texts: it must not keep the transaction open. Opening scans again in any case.
    return scan_study(_edit(finding, text, by, why))


@transaction.atomic
def _edit(finding: IdentityFinding, text: str, by: User, why: str) -> Study:
    study = _draft(finding)
    replace_text(candidate_of(finding), column=finding.column, text=text, actor=by.email, why=why)
    same_text = IdentityFinding.objects.filter(
        study=study, output=finding.output_id, column=finding.column, resolution=IdentityFinding.Resolution.OPEN
    )
    same_text.update(resolution=IdentityFinding.Resolution.EDITED, resolved_by=by, resolved_why=why)
    return study


def candidate_of(finding: IdentityFinding) -> Candidate:
    """Return the study's text that a finding is about."""
    arms = ArmKey.objects.filter(arm__study=finding.study_id, run=finding.output.run_id).values("arm_id")
    return Candidate.objects.select_related("table__table").get(arm__in=arms, table__table=finding.output.table_id)


def _draft(finding: IdentityFinding) -> Study:
    study = Study.objects.select_for_update().get(pk=finding.study_id)
    if study.state != Study.State.DRAFT:
        raise NotNow(f"The study is {study.state}; findings are settled in a draft only.")
    return study
