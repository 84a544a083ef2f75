"""Table sets, and files of schemas that are added to them."""

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from evaluator.intake.decode import MAX_BYTES
from evaluator.models import TableSet
from evaluator.steps.import_tables import TableImport
from modelhub.api.access import needs
from modelhub.api.lists import Limit, Offset, Part, part_of
from modelhub.api.refusal import REFUSALS, Refusal, Refused, of_form
from modelhub.queries import table_sets
from modelhub.scopes import Scope
from modelhub.steps.import_comments import CommentsRun
from modelhub.steps.import_table_file import import_table_file
from modelhub.table_forms import TableFileForm

router = Router(tags=["Tables"])
VERDICTS = ("imported", "known", "used", "ignored", "refused")


class TableSetOut(Schema):
    """A set of tables; studies and runs take theirs from one."""

    id: UUID
    name: str
    n_tables: int


class TableFileIn(Schema):
    """What is known about a file of schemas; `text` stands for a file of SQL."""

    set_name: str
    text: str = ""
    dialect: str = ""
    domain: str = ""
    sample_rows: bool = False
    comments_as: str = ""
    kind: Literal["person", "rules", "small_model", "large_model", "mixed"] = "person"


class Statement(Schema):
    """What became of one statement or record."""

    line: int
    verdict: Literal["imported", "known", "used", "ignored", "refused"]
    name: str
    reason: str


class CommentsOut(Schema):
    """The tables' own comments, kept as a run."""

    run: UUID
    undescribed: list[str]


class TablesImported(Schema):
    """The report on a file."""

    table_set: TableSetOut
    source: str
    dialect: str
    counts: dict[str, int]
    statements: list[Statement]
    comments: CommentsOut | None


@router.get("/table-sets", auth=needs(Scope.HUB_READ), response={200: Part[TableSetOut], REFUSALS: Refusal})
def list_table_sets(request: HttpRequest, limit: Limit = 50, offset: Offset = 0) -> dict[str, Any]:
    """List all table sets by name."""
    return part_of(table_sets(), limit, offset, _set_out)


@router.post("/tables", auth=needs(Scope.TABLES_WRITE), response={201: TablesImported, REFUSALS: Refusal})
def import_tables(
    request: HttpRequest,
    about: Form[TableFileIn],
    file: UploadedFile | None = File(None),  # type: ignore[type-arg]  # noqa: B008
) -> Status[dict[str, Any]]:
    """Add the tables of a file to a set: SQL, or JSON lines when its name ends in .jsonl. Known tables are found again."""
    if file is not None and (file.size or 0) > MAX_BYTES:
        raise Refused(413, f"The file is larger than {MAX_BYTES // 1_000_000} MB: split it.")
    form = TableFileForm(about.model_dump(), MultiValueDict({"file": [file]} if file else {}))
    if not form.is_valid():
        raise of_form(form)
    imported, comments = import_table_file(
        form.table_file(), set_name=form.cleaned_data["set_name"], writer=form.writer()
    )
    return Status(201, _report(imported, comments))


def _report(imported: TableImport, comments: CommentsRun | None) -> dict[str, Any]:
    return {
        "table_set": _set_out(table_sets().get(pk=imported.table_set.pk)),
        "source": imported.source,
        "dialect": imported.dialect,
        "counts": {verdict: imported.count(verdict) for verdict in VERDICTS},
        "statements": imported.lines,
        "comments": comments and {"run": comments.run.uuid, "undescribed": comments.undescribed},
    }


def _set_out(table_set: TableSet) -> dict[str, Any]:
    n_tables: int = table_set.n_tables  # type: ignore[attr-defined]
    return {"id": table_set.uuid, "name": table_set.name, "n_tables": n_tables}
