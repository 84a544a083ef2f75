"""A file of schemas --> its tables and, where they are asked for, their comments as one writer's run."""

from django.db import transaction

from evaluator.steps.import_tables import TableFile, TableImport, read_tables, store_tables
from modelhub.steps.import_comments import CommentsRun, import_comments
from modelhub.steps.register_model import ModelCard


def import_table_file(
    file: TableFile, *, set_name: str, writer: ModelCard | None
) -> tuple[TableImport, CommentsRun | None]:
    """Store tables and comments together, or neither. Raises IntakeError."""
    read = read_tables(file)
    # Only now, since SQLite has one writer at a time: raters' answers wait while this is open.
    with transaction.atomic():
        imported = store_tables(read, set_name=set_name)
        return imported, import_comments([imported], writer) if writer else None
