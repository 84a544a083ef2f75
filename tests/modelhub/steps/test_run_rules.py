"""A run of the built-in rules over a table set."""

import pytest

from evaluator.models import TableSet
from modelhub.models import GenerationRun, ModelVersion
from modelhub.steps.run_rules import NoTables, run_rules
from tests.makers import make_tables

pytestmark = pytest.mark.django_db


def test_rules_document_every_table_and_column() -> None:
    run = run_rules(make_tables(3))

    assert (run.model_version.name, run.model_version.kind) == ("schema-rules", ModelVersion.Kind.RULES)
    assert run.source == GenerationRun.Source.RULES
    outputs = list(run.outputs.order_by("table__name"))
    assert [output.table.name for output in outputs] == ["shop.table_1", "shop.table_2", "shop.table_3"]
    assert all(output.description and all(output.comments) and len(output.comments) == 3 for output in outputs)


def test_rules_over_the_same_tables_are_the_same_run() -> None:
    table_set = make_tables(2)

    assert run_rules(table_set) == run_rules(table_set)


def test_rules_need_tables() -> None:
    with pytest.raises(NoTables, match="empty holds no tables"):
        run_rules(TableSet.objects.create(name="empty"))
