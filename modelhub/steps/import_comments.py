"""Comments split off at import --> GenerationRun: the documentation that the tables had already, as one writer's."""

from collections.abc import Sequence
from dataclasses import dataclass

from evaluator.canonical import canonical_json
from evaluator.intake.problem import IntakeError, Problem
from evaluator.steps.import_tables import ImportedTable, TableImport
from modelhub.models import GenerationRun
from modelhub.steps.outside_writer import outside_writer
from modelhub.steps.register_model import ModelCard
from modelhub.steps.store_run import OutputText, RunCard, store_run


@dataclass(frozen=True, slots=True)
class CommentsRun:
    """The run, and the tables that have no description and so are not part of it."""

    run: GenerationRun
    undescribed: tuple[str, ...]


def import_comments(imports: Sequence[TableImport], writer: ModelCard) -> CommentsRun:
    """Store the comments of imported files of one table set as outputs of the writer.

    Raises IntakeError when no table has a description, or the writer's name belongs to somebody else.
    """
    tables = {item.table.pk: item for one in imports for item in one.tables}.values()
    described = [item for item in tables if item.description]
    if not described:
        what = "No table of the file has a comment of its own, so there is no documentation to take over."
        raise IntakeError(
            Problem(imports[0].source, None, what, "Name no writer of comments, or add comments to the tables.")
        )
    model = outside_writer(writer, source=imports[0].source)
    run = store_run(
        RunCard(
            model_version=model,
            table_set=imports[0].table_set,
            source=GenerationRun.Source.COMMENTS,
            origin=", ".join(one.source for one in imports)[:255],
        ),
        [_output(item) for item in described],
    )
    return CommentsRun(run, tuple(item.table.name for item in tables if not item.description))


def _output(item: ImportedTable) -> OutputText:
    comments = dict(item.comments)
    raw = canonical_json({"table": item.table.name, "description": item.description, "columns": comments}).decode()
    missing = tuple(f"no comment on {name}" for name, text in item.comments if text is None)
    texts = tuple(comments.get(column["name"]) for column in item.table.columns)
    assert item.description is not None, "only described tables become outputs"
    return OutputText(item.table, item.description, texts, raw, missing)
