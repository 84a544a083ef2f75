"""Document a table from names, types and keys alone: the baseline that a model has to beat."""

from collections import Counter

from modelhub.engine.records import ColumnRecord, DocumentationRecord, TableRecord
from modelhub.engine.schema_rules.comments import comment_on
from modelhub.engine.schema_rules.describe import describe
from modelhub.engine.schema_rules.field import Field, Subject
from modelhub.engine.schema_rules.names import tokens_of, words_of
from modelhub.engine.schema_rules.subjects import read_table_name, subject_of
from modelhub.engine.schema_rules.type_kinds import kind_of

_FEWEST_SHARING = 5


def document(table: TableRecord) -> DocumentationRecord:
    """Return a description and one comment per column, in the table's order; the same table gives the same text."""
    name = read_table_name(table.name)
    subject = subject_of(table, name)
    prefix = _shared_prefix(table)
    fields = tuple(_field(column, prefix, subject) for column in table.columns)
    comments = tuple((field.column.name, comment_on(field)) for field in fields)
    return DocumentationRecord(table.name, describe(name, fields), comments)


def _field(column: ColumnRecord, prefix: str, subject: Subject) -> Field:
    tokens, words = tokens_of(column.name), words_of(column.name)
    if len(tokens) > 1 and tokens[0] == prefix:
        tokens, words = tokens[1:], words_of("_".join(tokens[1:]))
    return Field(column, tokens, words, kind_of(column.type), subject)


def _shared_prefix(table: TableRecord) -> str:
    """Return the word with which more than half of the column names begin, or ''; it tells nothing about any of them."""
    firsts = Counter(tokens[0] for column in table.columns if len(tokens := tokens_of(column.name)) > 1)
    prefix, n = firsts.most_common(1)[0] if firsts else ("", 0)
    return prefix if n >= _FEWEST_SHARING and 2 * n > len(table.columns) else ""
