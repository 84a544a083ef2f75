"""Runs with work to do, for tests of what workers do."""

from modelhub.engine.prompts import SHORT
from modelhub.engine.records import DocumentationRecord
from modelhub.engine.results import Status, TableResult
from modelhub.models import GenerationRun, ModelVersion, RunItem
from modelhub.steps.start_run import RunOrder, fill_items, start_run
from modelhub.steps.store_prompt import store_prompt
from tests.makers import make_tables


def make_queued_run(n_tables: int = 6, *, name: str = "tiny", priority: int = 0) -> GenerationRun:
    """Store a run of a local model over a set of its own, with its items."""
    version = ModelVersion.objects.create(name=name, source=ModelVersion.Source.LOCAL, location=name)
    prompt, _ = store_prompt(SHORT)
    run = start_run(RunOrder(version, make_tables(n_tables, name=f"{name}_set"), prompt, priority=priority))
    fill_items(run)
    return run


def good(item: RunItem) -> TableResult:
    """Return documentation as a model would give it."""
    comments = tuple((column["name"], f"The {column['name']}.") for column in item.table.columns)
    documentation = DocumentationRecord(item.table.name, f"Rows of {item.table.name}.", comments)
    return TableResult(Status.OK, documentation, (f"raw of {item.table.name}",), 100, 50, 0.5, 1)


def bad(kind: str = "json") -> TableResult:
    """Return what is left of a table that failed."""
    return TableResult(Status.INVALID, None, ("no object",), 100, 10, 0.5, 3, ("not an object",), kind)
