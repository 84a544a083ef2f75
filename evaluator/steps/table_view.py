"""SourceTable --> TableView: a table as its own schema tells it, for every page that shows one."""

from evaluator.models import SourceTable
from evaluator.steps.blind_pair import TableView

DIALECTS = {
    "postgres": "PostgreSQL", "mysql": "MySQL", "sqlite": "SQLite", "databricks": "Databricks", "spark": "Spark",
    "snowflake": "Snowflake", "bigquery": "BigQuery", "tsql": "SQL Server", "oracle": "Oracle", "redshift": "Redshift",
    "duckdb": "DuckDB", "trino": "Trino", "hive": "Hive", "clickhouse": "ClickHouse",
}  # fmt: skip


def table_view(table: SourceTable) -> TableView:
    """Return a table as raters see it."""
    sample = table.sample_rows or {"columns": [], "rows": []}
    return TableView(
        name=table.name,
        dialect=DIALECTS.get(table.dialect, table.dialect),
        key=", ".join(column["name"] for column in table.columns if "PK" in column["key"]),
        ddl=table.ddl,
        sample_columns=tuple(sample["columns"]),
        sample_rows=tuple(tuple(row) for row in sample["rows"]),
    )
