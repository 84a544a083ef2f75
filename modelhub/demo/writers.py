"""The demo's three writers as runs over the demo's tables."""

from dataclasses import dataclass

from evaluator.steps.import_tables import TableFile, import_tables
from modelhub.demo.content import CARELESS, FOLDER, REFERENCE, SECTORS, SET_NAME
from modelhub.engine.careless import make_careless
from modelhub.engine.records import DocumentationRecord, documentation_to_json
from modelhub.models import GenerationRun, RunOutput
from modelhub.steps.import_comments import import_comments
from modelhub.steps.register_model import register_model
from modelhub.steps.run_rules import run_rules, table_record
from modelhub.steps.store_run import OutputText, RunCard, store_run

CARELESS_SEED = 2


@dataclass(frozen=True, slots=True)
class Writers:
    """The three runs."""

    reference: GenerationRun
    rules: GenerationRun
    careless: GenerationRun


def add_writers() -> Writers:
    """Import the demo's tables and store what the three writers say about them; what is there already stays."""
    imports = [
        import_tables(TableFile((FOLDER / name).read_bytes(), name, domain=domain, sample_rows=True), set_name=SET_NAME)
        for name, domain in SECTORS.items()
    ]
    reference = import_comments(imports, REFERENCE).run
    return Writers(reference, run_rules(reference.table_set), _careless(reference))


def _careless(reference: GenerationRun) -> GenerationRun:
    model, _ = register_model(CARELESS)
    card = RunCard(
        model_version=model,
        table_set=reference.table_set,
        source=GenerationRun.Source.TRANSFORM,
        origin="careless version of the reference",
        seed=CARELESS_SEED,
    )
    return store_run(card, (_careless_output(output) for output in reference.outputs.select_related("table")))


def _careless_output(output: RunOutput) -> OutputText:
    table = table_record(output.table)
    names = [column.name for column in table.columns]
    written = DocumentationRecord(table.name, output.description, tuple(zip(names, output.comments, strict=True)))
    careless = make_careless(written, table, seed=CARELESS_SEED)
    comments = tuple(text for _, text in careless.comments)
    return OutputText(output.table, careless.description, comments, raw=documentation_to_json(careless))
