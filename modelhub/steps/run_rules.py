"""Table set --> GenerationRun of the built-in rules, the baseline that a model has to beat."""

from evaluator.code_version import VERSION
from evaluator.models import SourceTable, TableSet, User
from modelhub.engine.records import ColumnRecord, TableRecord, documentation_to_json
from modelhub.engine.schema_rules import document
from modelhub.models import GenerationRun, ModelVersion
from modelhub.steps.register_model import ModelCard, register_model
from modelhub.steps.store_run import OutputText, RunCard, store_run

RULES = ModelCard(
    name="schema-rules",
    kind=ModelVersion.Kind.RULES,
    licence="Apache-2.0",
    notes="Writes from names, types and keys alone, by rules that stand in the code.",
)


class NoTables(Exception):
    """The set holds nothing to document."""


def run_rules(table_set: TableSet, *, created_by: User | None = None) -> GenerationRun:
    """Document every table of a set by rule and store the run; the same tables give the same run. Raises NoTables."""
    tables = list(table_set.tables.defer("original", "ddl", "sample_rows").order_by("digest"))
    if not tables:
        raise NoTables(f"{table_set.name} holds no tables: import some first.")
    model_version, _ = register_model(RULES)
    card = RunCard(
        model_version=model_version,
        table_set=table_set,
        source=GenerationRun.Source.RULES,
        origin=f"schema-rules {VERSION}",
        created_by=created_by,
    )
    return store_run(card, (_output(table) for table in tables))


def _output(table: SourceTable) -> OutputText:
    documentation = document(table_record(table))
    comments = tuple(comment for _, comment in documentation.comments)
    return OutputText(table, documentation.description, comments, raw=documentation_to_json(documentation))


def table_record(table: SourceTable) -> TableRecord:
    """Return a stored table as the engine takes it."""
    columns = (
        ColumnRecord(column["name"], column["type"], column["nullable"], column["key"], column["references"])
        for column in table.columns
    )
    return TableRecord(table.name, table.dialect, tuple(columns))
