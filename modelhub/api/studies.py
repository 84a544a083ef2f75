"""Studies: how far they are, and their files from the lock on; no outcome before it, no name before the reveal."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Router, Schema

from evaluator.access import signed_in
from evaluator.lead.queries import StudyRow, led_studies, led_study, sealed, with_progress
from evaluator.lead.views.export import CSV, JSON, file_name, sent
from evaluator.models import Study
from evaluator.steps.advance_study import NotNow
from evaluator.steps.export_ratings import export_ratings
from evaluator.steps.export_study import export_study
from modelhub.api.access import needs
from modelhub.api.lists import Limit, Offset, Part, part_of_list
from modelhub.api.refusal import REFUSALS, Refusal
from modelhub.envelope import open_envelope
from modelhub.scopes import Scope
from modelhub.steps.export_names import opened_key
from modelhub.steps.record_exposure import digests_in, show_to
from modelhub.views.report import readable_study

router = Router(tags=["Studies"])
READ = needs(Scope.STUDIES_READ)
LEAD = needs(Scope.STUDIES_READ, "lead")


class StudyOut(Schema):
    """A study that the token's person leads; showings count hidden repeats."""

    id: UUID
    name: str
    question: str
    state: Literal["draft", "open", "locked", "revealed"]
    simulated: bool
    deadline: datetime | None
    created_at: datetime
    opened_at: datetime | None
    locked_at: datetime | None
    revealed_at: datetime | None
    n_done: int
    n_total: int


class StudyStatus(StudyOut):
    """The same with its design, as the lead's page shows it."""

    n_tables: int
    n_places: int
    commitment: str | None


@router.get("/studies", auth=LEAD, response={200: Part[StudyOut], REFUSALS: Refusal})
def list_studies(request: HttpRequest, archived: bool = False, limit: Limit = 50, offset: Offset = 0) -> dict[str, Any]:
    """List the studies that the person leads, those first that need attention, or those in the archive."""
    studies = led_studies(request, archived=archived)
    rows = with_progress(part_of_list(studies, limit, offset))
    return {"total": len(studies), "items": [_study_out(row) for row in rows]}


@router.get("/studies/{uuid:study_id}", auth=LEAD, response={200: StudyStatus, REFUSALS: Refusal})
def get_study(request: HttpRequest, study_id: UUID) -> dict[str, Any]:
    """Say how far a study is; nothing here depends on what raters answered."""
    study = led_study(request, study_id)
    (row,) = with_progress([study])
    commitment = sealed(study)
    return _study_out(row) | {
        "n_tables": study.tables.count(),
        "n_places": study.slots.count(),
        "commitment": commitment and commitment.digest,
    }


def _file(content_type: str, schema: dict[str, str]) -> dict[str, Any]:
    """Describe an answer that is a download."""
    return {"responses": {200: {"description": "The file", "content": {content_type: {"schema": schema}}}}}


@router.get(
    "/studies/{uuid:study_id}/study.json",
    auth=READ,
    response={REFUSALS: Refusal},
    openapi_extra=_file("application/json", {"type": "object"}),
)
def export_json(request: HttpRequest, study_id: UUID) -> HttpResponseBase:
    """Send the whole study as far as it may be known: by code from the lock on, texts and names after the reveal."""
    study = readable_study(request, study_id)
    if not _opens_to(request, study):
        return sent(export_study(study), file_name(study, "study.json"), JSON)
    return sent(export_study(study, key=opened_key(study)), file_name(study, "study.json"), JSON)


@router.get(
    "/studies/{uuid:study_id}/ratings.csv",
    auth=READ,
    response={REFUSALS: Refusal},
    openapi_extra=_file("text/csv", {"type": "string"}),
)
def export_csv(request: HttpRequest, study_id: UUID) -> HttpResponseBase:
    """Send one row per answer: by code from the lock on, by name after the reveal."""
    study = readable_study(request, study_id)
    names = open_envelope(study).naming.names if _opens_to(request, study) else None
    return sent(export_ratings(study, names=names), file_name(study, "ratings.csv"), CSV)


def _opens_to(request: HttpRequest, study: Study) -> bool:
    """Whether the file tells names; then it is kept that the person was shown them. Raises NotNow, MustStayBlind."""
    if study.state not in {Study.State.LOCKED, Study.State.REVEALED}:
        raise NotNow(f"The study is {study.state}; ratings are exported from the lock on.")
    if study.state == Study.State.LOCKED:
        return False
    show_to(signed_in(request), digests_in(study))
    return True


def _study_out(row: StudyRow) -> dict[str, Any]:
    study = row.study
    names = ("name", "question", "state", "simulated", "deadline")
    times = ("created_at", "opened_at", "locked_at", "revealed_at")
    known = {name: getattr(study, name) for name in (*names, *times)}
    return {"id": study.uuid, **known, "n_done": row.n_done, "n_total": row.n_total}
