"""Document a table from names, types and keys alone: the baseline that a model has to beat."""

from modelhub.engine.records import DocumentationRecord, TableRecord
from modelhub.engine.schema_rules.comments import comment_on
from modelhub.engine.schema_rules.describe import describe
from modelhub.engine.schema_rules.field import Field
from modelhub.engine.schema_rules.names import tokens_of, words_of
from modelhub.engine.schema_rules.subjects import read_table_name, subject_of
from modelhub.engine.schema_rules.type_kinds import kind_of


def document(table: TableRecord) -> DocumentationRecord:
    """Return a description and one comment per column, in the table's order; the same table gives the same text."""
    name = read_table_name(table.name)
    subject = subject_of(table, name)
    fields = tuple(
        Field(column, tokens_of(column.name), words_of(column.name), kind_of(column.type), subject)
        for column in table.columns
    )
    comments = tuple((field.column.name, comment_on(field)) for field in fields)
    return DocumentationRecord(table.name, describe(name, fields), comments)
