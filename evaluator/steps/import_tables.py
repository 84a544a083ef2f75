"""A file of schemas --> SourceTable: parsed, never executed; comments split off; the same table stored once."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Literal

from django.db import transaction

from evaluator.intake.ddl import read_sql
from evaluator.intake.decode import decode
from evaluator.intake.dialects import DEFAULT_DIALECT, known_dialects
from evaluator.intake.problem import IntakeError, Problem
from evaluator.intake.schema import ParsedTable, Statement, table_digest
from evaluator.intake.table_lines import read_table_lines
from evaluator.models import SourceTable, TableSet
from evaluator.planner import tell_planner

JSON_ENDINGS = (".jsonl", ".ndjson", ".json")


@dataclass(frozen=True, slots=True)
class ImportLine:
    """What became of one statement or record of the file."""

    line: int
    verdict: Literal["imported", "known", "used", "ignored", "refused"]
    name: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ImportedTable:
    """A table of the file as stored, with the comments that were split off from it."""

    table: SourceTable
    description: str | None
    comments: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class TableImport:
    """The report of one file."""

    source: str
    dialect: str
    table_set: TableSet
    lines: tuple[ImportLine, ...]
    tables: tuple[ImportedTable, ...]

    def count(self, verdict: str) -> int:
        """Return how many lines have a verdict."""
        return sum(line.verdict == verdict for line in self.lines)


@dataclass(frozen=True, slots=True)
class TableFile:
    """An untrusted file with what the person who brings it says about it; blank dialect: told from the file's name."""

    data: bytes
    source: str
    dialect: str = ""
    domain: str = ""
    sample_rows: bool = False


@dataclass(frozen=True, slots=True)
class TablesRead:
    """A file's statements, read and ready to be stored; `digests` has the digest of each table, None for the rest."""

    file: TableFile
    dialect: str
    statements: tuple[Statement, ...]
    digests: tuple[str | None, ...]


def import_tables(file: TableFile, *, set_name: str) -> TableImport:
    """Store all tables that can be read, in one transaction; what is refused is reported with line and reason.

    Raises IntakeError, and stores nothing, when the file as a whole can't be read or holds no table.
    """
    return store_tables(read_tables(file), set_name=set_name)


def read_tables(file: TableFile) -> TablesRead:
    """Read a file without the database: it takes seconds, for which no transaction may hold up the others.

    Raises IntakeError when the file as a whole can't be read or holds no table.
    """
    text, dialect = decode(file.data, source=file.source), file.dialect or dialect_of(file.source)
    is_json = file.source.lower().endswith(JSON_ENDINGS)
    if is_json:
        statements = read_table_lines(text, source=file.source, dialect=file.dialect)
    else:
        statements = read_sql(text, dialect=dialect, source=file.source, sample_rows=file.sample_rows)
    if not any(statement.table for statement in statements):
        raise IntakeError(*_nothing_found(file.source, statements))
    digests = tuple(table_digest(one.table) if one.table else None for one in statements)
    return TablesRead(file, "" if is_json else dialect, statements, digests)


def dialect_of(source: str) -> str:
    """Return the dialect that a file's name tells, as in schema.mysql.sql, else PostgreSQL's."""
    parts = [part.lower() for part in PurePath(source).name.split(".")[1:-1]]
    return next((part for part in parts if part in known_dialects()), DEFAULT_DIALECT)


@transaction.atomic
def store_tables(read: TablesRead, *, set_name: str) -> TableImport:
    """Store what was read: new tables are added to the set, known ones are found again."""
    table_set, _ = TableSet.objects.get_or_create(name=set_name)
    # Two imports at once would each take the same table for new.
    TableSet.objects.select_for_update().get(pk=table_set.pk)
    known = {table.digest: table for table in SourceTable.objects.filter(table_set=table_set).defer("original", "ddl")}
    lines: list[ImportLine] = []
    tables: list[ImportedTable] = []
    for statement, digest in zip(read.statements, read.digests, strict=True):
        parsed = statement.table
        if parsed is None or digest is None:
            lines.append(_unstored(statement))
            continue
        is_new = digest not in known
        if is_new:
            known[digest] = SourceTable.objects.create(table_set=table_set, digest=digest, **_fields(parsed, read.file))
        lines.append(ImportLine(statement.line, "imported" if is_new else "known", parsed.name))
        tables.append(ImportedTable(known[digest], parsed.description, parsed.comments))
    tell_planner(SourceTable)
    return TableImport(read.file.source, read.dialect, table_set, tuple(lines), tuple(tables))


def _fields(parsed: ParsedTable, file: TableFile) -> dict[str, Any]:
    sample = {"columns": list(parsed.sample_columns), "rows": [list(row) for row in parsed.sample_rows]}
    return {
        "name": parsed.name,
        "dialect": parsed.dialect,
        "domain": (parsed.domain or file.domain)[:120],
        "ddl": parsed.ddl,
        "original": parsed.original,
        "columns": [
            {
                "name": column.name,
                "type": column.type,
                "nullable": column.nullable,
                "key": column.key,
                "references": column.references,
            }
            for column in parsed.columns
        ],
        "n_columns": len(parsed.columns),
        "sample_rows": sample if parsed.sample_rows else None,
        "source": file.source[:255],
        "line": parsed.line,
    }


def _unstored(statement: Statement) -> ImportLine:
    if statement.verdict == "refused":
        return ImportLine(statement.line, "refused", statement.name, statement.reason)
    # A comment or a sample row belongs to a table now; anything else had no use.
    verdict: Literal["used", "ignored"] = "ignored" if statement.verdict == "ignored" else "used"
    return ImportLine(statement.line, verdict, statement.name, statement.reason)


def _nothing_found(source: str, statements: Sequence[Statement]) -> tuple[Problem, ...]:
    refused = [statement for statement in statements if statement.verdict == "refused"]
    problems = [Problem(source, statement.line, statement.reason, "") for statement in refused]
    remedy = "Give a file with CREATE TABLE statements, or JSON lines with table and ddl or columns."
    return (Problem(source, None, "no table was found in the file", remedy), *problems)
