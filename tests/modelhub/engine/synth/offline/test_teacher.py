import subprocess
import sys
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from modelhub.engine.schema_rules.names import tokens_of
from modelhub.engine.synth.brief import Brief, Industry, draw_briefs
from modelhub.engine.synth.dataset import Briefs, Dataset, synthesise
from modelhub.engine.synth.offline.teacher import OfflineTeacher
from modelhub.engine.synth.offline.types import DIALECTS
from modelhub.engine.synth.offline.units import units
from modelhub.engine.synth.read_ddl import read_ddl
from modelhub.engine.synth.taxonomy_files import read_industries, read_use_cases
from modelhub.engine.synth.variety import variety
from tests.modelhub.engine.synth.making import BRIEF, USE_CASES, demo

N = 600
ROOT = Path(__file__).resolve().parents[5]


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    briefs = Briefs(read_industries(), read_use_cases(), 11)
    return synthesise(briefs=briefs, teacher=OfflineTeacher(), n=N, test_tables=[table for table, _, _ in demo()])


def test_nearly_every_draft_passes_the_filters(dataset: Dataset) -> None:
    assert len(dataset.examples) == N
    assert len(dataset.rejects) <= N // 100


def test_all_dialects_kinds_of_splits_and_sizes_occur(dataset: Dataset) -> None:
    sizes = [len(example.table.columns) for example in dataset.examples]
    assert {example.dialect for example in dataset.examples} == set(DIALECTS)
    assert {example.split for example in dataset.examples} == {"train", "validation", "test"}
    assert min(sizes) >= 3
    assert max(sizes) <= 60
    assert sum(size > 22 for size in sizes) > N // 20


def test_texts_and_names_are_varied(dataset: Dataset) -> None:
    found = variety(dataset.examples)
    assert found.distinct_descriptions == N
    assert found.distinct_tables > 0.97 * N
    assert found.distinct_sentences > 0.7 * found.n_sentences
    assert found.distinct_meanings_of_columns > 0.3 * found.n_columns


def test_most_tables_have_keys_and_many_refer_to_others(dataset: Dataset) -> None:
    tables = [example.table for example in dataset.examples]
    assert sum(any(column.is_primary_key for column in table.columns) for table in tables) > 0.7 * N
    assert sum(any(column.is_foreign_key for column in table.columns) for table in tables) > 0.4 * N
    assert not any(column.nullable for table in tables for column in table.columns if column.is_primary_key)


def test_comments_name_the_table_that_a_key_points_to_and_no_other(dataset: Dataset) -> None:
    n_named = 0
    for example in dataset.examples:
        comments = dict(example.document.comments)
        for column in example.table.columns:
            if column.references:
                n_named += column.references.partition("(")[0] in (comments[column.name] or "")
    assert n_named > N // 10


def test_null_is_spoken_of_only_where_a_column_may_be_null(dataset: Dataset) -> None:
    wrong = [
        (example.ddl, comment)
        for example in dataset.examples
        for column, (_, comment) in zip(example.table.columns, example.document.comments, strict=True)
        if not column.nullable and comment and any(f"{word} {if_} " in comment for word in ("null", "empty", "blank") for if_ in ("if", "where", "when"))
    ]  # fmt: skip
    assert wrong == []


def test_units_are_spoken_only_where_the_name_shows_them(dataset: Dataset) -> None:
    spoken = {unit.spoken: unit.suffixes for unit in units().values()}
    for example in dataset.examples:
        for name, comment in example.document.comments:
            for unit in ("kilograms", "degrees Celsius", "US dollars", "kilowatt-hours"):
                if f"in {unit}" in (comment or ""):
                    shown = [token for token in tokens_of(name) if token in spoken[unit] or _shortens(token, unit)]
                    assert shown, (name, comment)


def _shortens(token: str, word: str) -> bool:
    """Whether the token is the word, or the word without some letters: klgrm."""
    letters = iter(word)
    return token[0] == word[0] and all(letter in letters for letter in token)


def test_currency_column_is_named_where_amounts_lean_on_it(dataset: Dataset) -> None:
    for example in dataset.examples:
        names = {column.name for column in example.table.columns}
        for _, comment in example.document.comments:
            if comment and "in the currency of " in comment and not comment.endswith("the row."):
                assert any(name in comment for name in names), comment


def test_demo_tables_are_never_written(dataset: Dataset) -> None:
    # Overlap with them would have been an error; and no name is the same either.
    names = {table.name.lower() for table, _, _ in demo()}
    assert not names & {example.table.name.lower() for example in dataset.examples}


def test_same_brief_gives_the_same_draft_in_another_process() -> None:
    code = (
        "from modelhub.engine.synth.offline.teacher import OfflineTeacher as T;"
        "from tests.modelhub.engine.synth.making import BRIEF;"
        "import hashlib; t = T(); print(t.version, hashlib.sha256(repr(t.write(BRIEF)).encode()).hexdigest())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
    assert OfflineTeacher().version in said.pop()


def test_unknown_industry_is_written_about_all_the_same() -> None:
    draft = OfflineTeacher().write(Brief(Industry("999", "Unheard-of", "99"), USE_CASES[0], 5))
    assert len(read_ddl(draft.ddl, draft.dialect).table.columns) >= 3


def test_every_dialect_is_read_as_it_was_meant() -> None:
    seen: Counter[str] = Counter()
    for brief in islice(draw_briefs(read_industries(), read_use_cases(), seed=3), 400):
        draft = OfflineTeacher().write(brief)
        seen[draft.dialect] += 1
        assert [column.name for column in read_ddl(draft.ddl, draft.dialect).table.columns] == [
            name for name, _ in draft.comments
        ]
    assert set(seen) == set(DIALECTS)


def test_use_case_steers_what_is_written() -> None:
    drafts = [OfflineTeacher().write(Brief(BRIEF.industry, USE_CASES[0], seed)) for seed in range(60)]
    assert sum("predictive maintenance" in draft.description.lower() for draft in drafts) > 15
