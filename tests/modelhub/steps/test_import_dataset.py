"""Own data: every broken row is named, nothing is half stored, no test table gets in."""

import json
from pathlib import Path

import pytest

from evaluator.intake.problem import IntakeError
from modelhub.models import Dataset, DatasetLine
from modelhub.steps.import_dataset import OwnDataFile, import_dataset
from modelhub.steps.write_dataset import write_dataset
from tests.datasets import WORKER, make_dataset
from tests.makers import make_tables

pytestmark = pytest.mark.django_db
DDL = "CREATE TABLE vine (vine_id int PRIMARY KEY, row_no int, planted_on date)"
COMMENTS = {"vine_id": "Number of the vine.", "row_no": "Row in which it stands.", "planted_on": "Day of planting."}
DOCUMENTED = {"ddl": DDL, "dialect": "postgres", "description": "One vine per row. Plots use it.", "columns": COMMENTS}


def imported(*rows: object, name: str = "ours", terms: str = "CC-BY-4.0") -> Dataset:
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    file = OwnDataFile(name, "ours.jsonl", "\n".join(lines).encode(), terms)
    return import_dataset(file, worker=WORKER)


def problems(*rows: object, **said: str) -> list[str]:
    with pytest.raises(IntakeError) as caught:
        imported(*rows, **said)
    assert not Dataset.objects.filter(name="ours").exists()
    return [f"{one.line}: {one.what}" for one in caught.value.problems]


def pair(prompt: str = "Document it.", completion: str = "A table.", **fields: object) -> dict[str, object]:
    return {"prompt": prompt, "completion": completion, "split": "train", **fields}


def test_prompts_and_completions_are_kept_as_they_are() -> None:
    dataset = imported(pair("One ", " é"), pair("Two", "2", split="validation", industry=111, use_case="stock"))

    bodies = [json.loads(body) for body in dataset.lines.order_by("number").values_list("body", flat=True)]
    assert [(one["prompt"], one["completion"], one["split"], one["industry"]) for one in bodies] == [
        ("One ", " é", "train", ""),
        ("Two", "2", "validation", "111"),
    ]
    assert (dataset.state, dataset.n_examples, dataset.terms, len(dataset.digest)) == ("finished", 2, "CC-BY-4.0", 64)
    assert dataset.report["splits"] == {
        "train": {"examples": 1},
        "validation": {"examples": 1},
        "test": {"examples": 0},
    }


def test_documented_tables_are_asked_about_as_a_run_would_ask() -> None:
    dataset = imported({**DOCUMENTED, "split": "train"})

    line = json.loads(dataset.lines.get().body)
    assert line["prompt"].startswith("Document this table as JSON.\n")
    assert json.loads(line["completion"]) == {"description": DOCUMENTED["description"], "columns": COMMENTS}
    assert list(json.loads(line["completion"])["columns"]) == ["vine_id", "row_no", "planted_on"]


def test_a_wide_table_becomes_several_lines_of_one_split() -> None:
    names = [f"c{number}" for number in range(120)]
    table = {"name": "wide", "dialect": "postgres", "columns": [{"name": name} for name in names]}
    row = {"table": table, "description": "Wide.", "columns": {name: f"Says {name}." for name in names}}

    dataset = imported(row, pair())

    assert (dataset.n_examples, dataset.lines.count()) == (2, 4)
    assert len(set(dataset.lines.filter(table_name="wide").values_list("split", flat=True))) == 1


def test_a_synthesised_dataset_stays_the_same_when_it_is_imported(tmp_path: Path) -> None:
    made = make_dataset(6)
    write_dataset(made, tmp_path / "dataset.jsonl")

    again = imported((tmp_path / "dataset.jsonl").read_text())

    assert again.digest == made.digest


def test_every_broken_row_is_named_and_nothing_is_stored() -> None:
    found = problems(
        pair(),
        pair(completion=" \n"),
        pair(prompt=""),
        {"completion": "Only."},
        "{",
        pair(),
        pair("Other", split="dev"),
        {**DOCUMENTED, "columns": {"vine_id": "Number."}},
        {**DOCUMENTED, "columns": {**COMMENTS, "grape": "Kind."}},
        {**DOCUMENTED, "description": ""},
        {**DOCUMENTED, "ddl": "DROP TABLE vine"},
        {"description": "No table.", "columns": {}},
        pair("Third", 3),  # type: ignore[arg-type]
        pair("Fourth", prmpt="x"),
    )

    assert found == [
        "2: the completion is empty",
        "3: the prompt is empty",
        "4: the prompt is empty",
        "5: this is not one JSON object: Expecting property name enclosed in double quotes at column 2",
        "6: prompt and completion are those of line 1",
        "7: split is 'dev', not train, validation, test",
        "8: the comment on 'row_no' is missing or blank",
        "9: the table has no column 'grape'",
        "10: the description is empty",
        "11: no CREATE TABLE in the text",
        "12: there is neither a prompt, nor a table, nor its DDL",
        "13: completion is a number, not a string",
        "14: there is no field 'prmpt'",
    ]
    assert not DatasetLine.objects.exists()


def test_a_row_with_a_test_table_is_refused_whichever_form_it_has() -> None:
    table = make_tables(1, columns=("vine_id", "row_no", "planted_on")).tables.get()
    shares = "it shares the name and 100 % of its columns with the test table"

    found = problems(
        pair(),
        {**DOCUMENTED, "ddl": DDL.replace("vine (", "shop.table_1 (")},
        pair(f"Document {table.name}: vine_id, row_no, planted_on."),
        pair("Document vine_id, row_no, planted_on of some table."),
    )

    assert found == [f"2: {shares} shop.table_1", f"3: {shares} shop.table_1"]


def test_the_demos_tables_are_test_tables_even_where_it_is_not_loaded() -> None:
    sql = (Path(__file__).parents[3] / "fixtures" / "demo" / "22_utilities.postgres.sql").read_text()
    first = sql[sql.index("CREATE TABLE") :].split(";")[0]

    assert "with the test table" in problems(pair(), pair(f"{first}"))[0]


@pytest.mark.parametrize(
    ("terms", "what"),
    [("", "'' are no known terms of use"), ("mine", "'mine' are no known terms of use")],
)
def test_terms_of_use_must_be_said(terms: str, what: str) -> None:
    assert problems(pair(), terms=terms) == [f"None: {what}"]


def test_a_file_with_nothing_to_train_on_is_refused() -> None:
    assert problems(pair(split="test")) == ["None: no row is for training"]


def test_a_name_that_is_taken_is_refused() -> None:
    imported(pair(), name="ours too")

    assert problems(pair(), name="ours too") == ["None: there is a dataset 'ours too' already"]
    assert Dataset.objects.get().lines.count() == 1


def test_what_a_killed_import_left_under_the_name_is_replaced() -> None:
    left = Dataset.objects.create(name="ours", source="import", state="running", worker="elsewhere:1")
    DatasetLine.objects.create(dataset=left, number=1, body="{}")

    dataset = imported(pair())

    assert list(Dataset.objects.values_list("pk", "state")) == [(dataset.pk, "finished")]
    assert DatasetLine.objects.get().dataset_id == dataset.pk
