"""Invented words stand in names and texts alike, and without them nothing is drawn otherwise."""

from random import Random

from modelhub.engine.schema_rules.names import tokens_of
from modelhub.engine.synth.brief import Brief, draw_briefs
from modelhub.engine.synth.offline.attributes import library
from modelhub.engine.synth.offline.draw_plan import draw_plan
from modelhub.engine.synth.offline.invented import Invention, invent
from modelhub.engine.synth.offline.lexicon import subsectors
from modelhub.engine.synth.offline.teacher import OfflineTeacher
from modelhub.engine.synth.taxonomy_files import read_industries, read_use_cases

N = 60


def test_things_are_called_otherwise_and_as_many() -> None:
    words = subsectors()["221"]
    invented = invent(words, Random(5))
    assert {one: len(names) for one, names in invented.nouns.items()} == {
        one: len(names) for one, names in words.nouns.items()
    }
    every = [name for names in invented.nouns.values() for name in names]
    assert len(set(every)) == len(every)
    assert not set(every) & {name for names in words.nouns.values() for name in names}
    assert invented.measures == words.measures
    assert invent(words, Random(5)) == invented


def test_no_table_is_about_a_thing_of_the_vocabulary_and_texts_call_it_by_its_name() -> None:
    known = {name for one in subsectors().values() for names in one.nouns.values() for name in names}
    n_told = 0
    for brief in _briefs():
        about, draft = draw_plan(brief, Invention(1.0)).about, OfflineTeacher(Invention(1.0)).write(brief)
        assert about is not None
        assert about.words not in known
        texts = " ".join([draft.description, *(text for _, text in draft.comments)]).lower()
        n_told += about.words in texts
    assert n_told > 0.9 * N


def test_a_share_of_none_changes_nothing_and_a_share_is_told_by_the_version() -> None:
    plain, none, half = OfflineTeacher(), OfflineTeacher(Invention(0.0)), OfflineTeacher(Invention(0.5))
    differing = 0
    for brief in _briefs():
        assert plain.write(brief) == none.write(brief)
        differing += plain.write(brief) != half.write(brief)
    assert 0.3 * N < differing < 0.7 * N
    assert plain.version == none.version
    assert half.version == f"{plain.version}, 0.5 of the tables with invented words"


def test_invented_columns_are_told_by_the_words_that_their_names_show() -> None:
    teacher = OfflineTeacher(Invention(1.0, 1.0))
    known = {attribute.words for one in library().classes.values() for attribute in one}
    n_own, n_told = 0, 0
    for brief in _briefs():
        table, draft = draw_plan(brief, Invention(1.0, 1.0)), teacher.write(brief)
        told = dict(draft.comments)
        for column in table.columns:
            if column.target is None and not column.is_key:
                shown = [word.lower() for word in tokens_of(column.name) if len(word) > 3]
                n_own += column.words not in known
                n_told += any(word in told[column.name].lower() for word in shown)
    assert n_own > 5 * N
    assert n_told > 0.8 * n_own
    assert teacher.version.endswith(", 1 of the tables with invented words and 1 of their columns")


def test_columns_are_invented_only_where_things_are() -> None:
    plain, with_columns = OfflineTeacher(), OfflineTeacher(Invention(columns=1.0))

    assert [plain.write(brief) for brief in _briefs()] == [with_columns.write(brief) for brief in _briefs()]
    assert plain.version == with_columns.version


def _briefs() -> list[Brief]:
    found = draw_briefs(read_industries(), read_use_cases(), seed=3)
    return [next(found) for _ in range(N)]
