"""Files of a model's outputs."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from evaluator.access import signed_in
from modelhub.api.access import needs
from modelhub.api.refusal import REFUSALS, Fault, Refusal, Refused, as_faults, of_form
from modelhub.forms import OutputFileForm
from modelhub.scopes import Scope
from modelhub.steps.import_outputs import MAX_BYTES
from modelhub.steps.import_outputs import import_outputs as import_file

router = Router(tags=["Outputs"])


class OutputFileIn(Schema):
    """Who wrote the outputs, and which set's tables they document."""

    model: UUID
    table_set: UUID
    skip_bad: bool = False


class OutputsImported(Schema):
    """The run that the file became, which rows were left out, and what is missing in the others."""

    run: UUID
    n_tables: int
    skipped: list[Fault]
    warnings: list[Fault]


@router.post("/outputs", auth=needs(Scope.OUTPUTS_WRITE), response={201: OutputsImported, REFUSALS: Refusal})
def import_outputs(
    request: HttpRequest,
    about: Form[OutputFileIn],
    file: File[UploadedFile],
) -> Status[dict[str, Any]]:
    """Store JSON lines of outputs as a run: all rows, or none when one is broken, unless skip_bad leaves those out."""
    if (file.size or 0) > MAX_BYTES:
        raise Refused(413, f"The file is larger than {MAX_BYTES // 1_000_000} MB: split it into several runs.")
    form = OutputFileForm(about.model_dump(), MultiValueDict({"file": [file]}))
    if not form.is_valid():
        raise of_form(form)
    imported = import_file(form.output_file(), created_by=signed_in(request))
    body = {
        "run": imported.run.uuid,
        "n_tables": imported.n_tables,
        "skipped": as_faults(imported.skipped),
        "warnings": as_faults(imported.warnings),
    }
    return Status(201, body)
