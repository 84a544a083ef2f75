"""The table of ratings: read back by the statistics it gives the numbers of the report."""

import csv
import io
import json
from pathlib import Path

import pytest

from evaluator.csv_safe import BOM
from evaluator.models import Assignment, SourceTable, Study
from evaluator.stats.reading import read_votes
from evaluator.stats.report import analyse
from evaluator.steps.advance_study import NotNow, lock_study
from evaluator.steps.analyse_ratings import analyse_ratings
from evaluator.steps.export_ratings import export_ratings
from evaluator.steps.judgement import Answer
from evaluator.steps.study_figures import public_seed
from modelhub.steps.reveal_study import names_of, reveal_study
from tests.makers import make_person, make_run, make_study, make_tables, open_with_raters, rate, rate_all

pytestmark = pytest.mark.django_db
MODELS = ("open-8b", "=bespoke()")


@pytest.fixture
def locked() -> Study:
    """A study with all kinds of answers, one of them revised, and a table whose name is a formula."""
    tables = make_tables(4)
    SourceTable.objects.filter(table_set=tables, name="shop.table_2").update(name="=cmd|'/c calc'!A1")
    runs = [make_run(model, tables, text=f"Text {'x' * 9 * number} here.") for number, model in enumerate(MODELS)]
    study = make_study(make_person("lead@example.org", "lead"), runs=runs, criteria=["=Clarity"], n_repeats=1)
    open_with_raters(study)
    # Revised at once: where a pair comes twice, an early answer can't be changed later.
    first = Assignment.objects.filter(slot__study=study).order_by("slot__number", "position")[0]
    rate(first, _answer(first))
    rate_all(study, lambda assignment: Answer("1") if assignment == first else _answer(assignment))
    lock_study(study, actor="lead@example.org")
    analyse_ratings(study.pk)
    return study


def _answer(assignment: Assignment) -> Answer:
    if assignment.position == 2:
        return Answer(cant_judge="unclear_table")
    return Answer("012345"[assignment.position], criteria={"=Clarity": "r"}, active_ms=1000 * assignment.position)


def rows_of(study: Study, names: dict[str, str] | None = None) -> list[dict[str, str]]:
    """Return the table's rows by column."""
    text = "".join(export_ratings(study, names=names))
    assert text.startswith(BOM)
    return list(csv.DictReader(io.StringIO(text.removeprefix(BOM), newline="")))


def test_export_ratings_gives_the_statistics_the_votes_of_the_report(locked: Study, tmp_path: Path) -> None:
    path = tmp_path / "ratings.csv"
    path.write_text("".join(export_ratings(locked)), encoding="utf-8", newline="")

    report = analyse(read_votes(path), seed=public_seed(locked.commitment.digest)).to_json()
    stored = locked.analysis.result["report"]
    assert report["n"] == stored["n"]
    assert json.loads(json.dumps(report["pairs"])) == stored["pairs"]


def test_export_ratings_has_one_row_per_answer_with_its_last_revision(locked: Study) -> None:
    rows = rows_of(locked)

    assert len(rows) == Assignment.objects.filter(slot__study=locked).count()
    assert [row["revision"] for row in rows].count("2") == 1
    assert rows[0]["grade"] in {"2", "-2"}


def test_export_ratings_neutralises_texts_and_leaves_negative_grades(locked: Study) -> None:
    rows = rows_of(locked)

    assert {row["item_id"] for row in rows} == {"shop.table_1", "shop.table_3", "shop.table_4", "'=cmd|'/c calc'!A1"}
    assert "criterion: =Clarity" in rows[0]
    assert any(int(row["grade"]) < 0 for row in rows if row["grade"])


def test_export_ratings_by_code_holds_no_length_and_no_name(locked: Study) -> None:
    rows = rows_of(locked)

    assert {(row["length_a"], row["length_b"]) for row in rows} == {("", "")}
    assert {row["system_a"] for row in rows} | {row["system_b"] for row in rows} == set(
        locked.arms.values_list("code", flat=True)
    )


def test_export_ratings_by_name_holds_lengths(locked: Study) -> None:
    reveal_study(locked, actor="lead@example.org", reason="All is rated.")
    rows = rows_of(locked, names=names_of(locked))

    assert {row["system_a"] for row in rows} | {row["system_b"] for row in rows} == {"open-8b", "'=bespoke()"}
    row = rows[0]
    longer = "a" if row["system_a"] == "'=bespoke()" else "b"
    assert int(row[f"length_{longer}"]) > int(row[f"length_{'ab'.replace(longer, '')}"])


@pytest.mark.parametrize(("simulated", "word"), [(True, "yes"), (False, "no")])
def test_export_ratings_says_of_every_row_whether_it_is_simulated(locked: Study, simulated: bool, word: str) -> None:
    Study.objects.filter(pk=locked.pk).update(simulated=simulated)

    assert {row["simulated"] for row in rows_of(locked)} == {word}


def test_export_ratings_tells_tables_of_one_name_apart(locked: Study) -> None:
    SourceTable.objects.filter(name__in=["shop.table_3", "shop.table_4"]).update(name="shop.same")

    items = {row["item_id"]: row["table_digest"] for row in rows_of(locked) if row["item_id"].startswith("shop.same")}
    assert sorted(items) == sorted(f"shop.same ({digest[:12]})" for digest in items.values())
    assert len(items) == 2


def test_export_ratings_refuses_names_before_the_reveal(locked: Study) -> None:
    with pytest.raises(NotNow, match="sealed until the reveal"):
        export_ratings(locked, names={"C": "open-8b"})
