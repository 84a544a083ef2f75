"""Files of model outputs: checked row by row against the tables, stored all or not at all."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from evaluator.intake.problem import IntakeError
from evaluator.models import TableSet
from modelhub.models import GenerationRun, ModelVersion, RunOutput
from modelhub.steps.import_outputs import OutputFile, import_outputs
from modelhub.steps.register_model import ModelCard
from tests.makers import make_run, make_table, make_tables

pytestmark = pytest.mark.django_db


def row(table: str, **columns: str | None) -> dict[str, object]:
    """Return one good row, columns as given."""
    return {"table": table, "description": f"About {table}.", "columns": columns}


def file_of(*rows: object, table_set: TableSet, skip_bad: bool = False) -> OutputFile:
    """Return rows as a file of the model zebra."""
    data = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in rows).encode()
    return OutputFile("zebra.jsonl", data, table_set, ModelCard("zebra"), skip_bad=skip_bad)


def test_outputs_are_stored_in_the_tables_own_column_order() -> None:
    table_set = make_tables(2)

    imported = import_outputs(file_of(row("shop.table_2", amount="A.", id="I."), table_set=table_set))

    output = RunOutput.objects.get()
    assert (output.table.name, output.description) == ("shop.table_2", "About shop.table_2.")
    assert output.comments == ["I.", None, "A."]
    assert output.warnings == ["table 'shop.table_2': no comment for 'name'"]
    assert (imported.n_tables, len(imported.warnings), imported.skipped) == (1, 1, ())
    assert (imported.run.source, imported.run.origin) == (GenerationRun.Source.UPLOAD, "zebra.jsonl")


def test_the_same_file_again_is_the_same_run() -> None:
    file = file_of(row("shop.table_1"), table_set=make_tables(1))

    assert import_outputs(file).run == import_outputs(file).run
    assert GenerationRun.objects.count() == 1


BROKEN = [
    (row("shop.table_9"), "line 2: the set shop has no table 'shop.table_9'"),
    (row("SHOP.TABLE_2"), "line 2: the set shop has no table 'SHOP.TABLE_2'"),
    (row("shop.table_2", ID="Case matters."), "line 2: table 'shop.table_2': the table has no column 'ID'"),
    ({"table": "shop.table_2", "columns": {}}, "line 2: table 'shop.table_2': the description is missing or blank"),
    ("{nonsense", "line 2: "),
]


@pytest.mark.parametrize(("bad", "message"), BROKEN)
def test_one_broken_row_stores_nothing(bad: object, message: str) -> None:
    with pytest.raises(IntakeError) as refused:
        import_outputs(file_of(row("shop.table_1"), bad, table_set=make_tables(2)))

    (problem,) = refused.value.problems
    assert str(problem).startswith(f"zebra.jsonl, {message}")
    assert not GenerationRun.objects.exists()
    assert not ModelVersion.objects.exists()


def test_skipping_bad_rows_lists_them() -> None:
    rows = (row("shop.table_1"), row("shop.table_9"), row("shop.table_2", extra="x"))

    imported = import_outputs(file_of(*rows, table_set=make_tables(2), skip_bad=True))

    assert imported.n_tables == 1
    assert [problem.line for problem in imported.skipped] == [2, 3]


def test_skipping_every_row_is_still_an_error() -> None:
    with pytest.raises(IntakeError):
        import_outputs(file_of(row("shop.table_9"), table_set=make_tables(1), skip_bad=True))


def test_two_tables_of_one_name_are_ambiguous() -> None:
    table_set = make_tables(1)
    make_table(table_set, "shop.table_1", columns=("other",))

    with pytest.raises(IntakeError, match=r"2 tables of the set shop are called 'shop\.table_1'"):
        import_outputs(file_of(row("shop.table_1"), table_set=table_set))


def test_names_are_looked_up_in_the_one_set() -> None:
    make_tables(1, name="other")

    with pytest.raises(IntakeError, match=r"the set shop has no table 'other\.table_1'"):
        import_outputs(file_of(row("other.table_1"), table_set=make_tables(1)))


def stored_file(folder: Path, *rows: object) -> Path:
    """Write rows to a file."""
    path = folder / "zebra.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in rows), encoding="utf-8")
    return path


def test_the_command_says_what_it_stored(tmp_path: Path) -> None:
    make_tables(2)
    out = StringIO()

    path = stored_file(tmp_path, row("shop.table_1"), row("shop.table_9"))
    call_command("import_outputs", "zebra", str(path), "--kind", "person", "--skip-bad", stdout=out)

    run = GenerationRun.objects.get()
    assert run.model_version.kind == "person"
    lines = out.getvalue().splitlines()
    assert lines[0].startswith("skipped  zebra.jsonl, line 2: the set shop has no table 'shop.table_9'")
    assert lines[1].startswith("warning  zebra.jsonl, line 1: table 'shop.table_1': no comment for 'id'")
    assert lines[2] == f"1 tables of shop documented by zebra (1 rows skipped), run {run.uuid}"


def test_the_command_refuses_what_it_cannot_place(tmp_path: Path) -> None:
    path = stored_file(tmp_path, row("shop.table_1"))
    with pytest.raises(CommandError, match=r"Name the table set with --set\. Table sets: none yet\."):
        call_command("import_outputs", "zebra", str(path))
    make_run("zebra", make_tables(1), kind="rules")
    make_tables(1, name="other")
    with pytest.raises(CommandError, match=r"Table sets: other, shop\."):
        call_command("import_outputs", "zebra", str(path))
    with pytest.raises(CommandError, match="There is no table set 'nowhere'"):
        call_command("import_outputs", "zebra", str(path), "--set", "nowhere")
    with pytest.raises(CommandError, match="zebra is registered as rules, not person"):
        call_command("import_outputs", "zebra", str(path), "--set", "shop", "--kind", "person")
    with pytest.raises(CommandError, match="No such file or directory"):
        call_command("import_outputs", "zebra", str(tmp_path / "absent.jsonl"), "--set", "shop")
