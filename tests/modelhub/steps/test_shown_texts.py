"""A study does not open while what raters see of a table holds a text that they judge."""

import pytest

from evaluator.models import Candidate, SourceTable, Study
from modelhub.steps.open_study import shut_gates
from tests.makers import make_person, make_run, make_study, make_tables

pytestmark = pytest.mark.django_db
TEXT = "Keeps what a customer ordered."


@pytest.fixture
def study() -> Study:
    """A draft over two tables; one arm's texts begin alike and end with the names of table and column."""
    tables = make_tables(2)
    runs = [make_run("quill", tables), make_run("otter", tables, text=TEXT)]
    return make_study(make_person("lead@example.org", "lead"), runs=runs)


def change(**fields: object) -> None:
    """Change what is shown of one table."""
    assert SourceTable.objects.filter(name="shop.table_2").update(**fields) == 1


def column(**fields: str) -> list[dict[str, object]]:
    """Return one column for the table."""
    return [{"name": "id", "type": "integer", "nullable": True, "key": "", "references": "", **fields}]


def test_a_study_whose_tables_show_none_of_its_texts_opens(study: Study) -> None:
    assert shut_gates(study) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"ddl": "CREATE TABLE t (a text DEFAULT 'KEEPS what a customer  ordered - column amount')"},
        {"columns": column(type="int /* keeps what a customer ordered. Column id */")},
        {"columns": column(references="x (keeps what a customer ordered: column id)")},
        {"sample_rows": {"columns": ["id"], "rows": [[None], ["Keeps what a customer ordered. Column name"]]}},
    ],
)
def test_a_table_that_shows_a_text_keeps_the_study_shut_and_names_no_arm(
    study: Study, fields: dict[str, object]
) -> None:
    change(**fields)

    (reason,) = shut_gates(study)

    assert reason == (
        "Definition or sample rows hold a text to be judged: shop.table_2; "
        "choose other tables, or import them again without it."
    )


def test_a_text_that_repeats_the_code_of_a_definition_is_none(study: Study) -> None:
    change(ddl="CREATE TABLE t (a integer REFERENCES keeps.what (a, customer, ordered, column_id))")
    Candidate.objects.filter(arm__study=study).update(description="References keeps.what (a, customer, ordered).")

    assert shut_gates(study) == []


def test_prose_is_found_outside_of_literals_too(study: Study) -> None:
    text = "One row for each order that a customer placed in the shop, kept for seven years."
    change(ddl=f"CREATE TABLE t (a integer) /*! {text.upper()} */")
    Candidate.objects.filter(arm__study=study).update(description=text)

    assert len(shut_gates(study)) == 1


def test_a_part_of_a_word_or_a_short_text_is_none(study: Study) -> None:
    change(ddl="CREATE TABLE t (a text DEFAULT 'Upkeeps what a customer ordered. Column amount')")

    assert shut_gates(study) == []
