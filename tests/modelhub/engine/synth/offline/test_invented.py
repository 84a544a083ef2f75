"""Invented words stand in names and texts alike, and without them nothing is drawn otherwise."""

from random import Random

from modelhub.engine.synth.brief import Brief, draw_briefs
from modelhub.engine.synth.offline.draw_plan import draw_plan
from modelhub.engine.synth.offline.invented import invent
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
        about, draft = draw_plan(brief, invented_share=1.0).about, OfflineTeacher(invented_share=1.0).write(brief)
        assert about is not None
        assert about.words not in known
        texts = " ".join([draft.description, *(text for _, text in draft.comments)]).lower()
        n_told += about.words in texts
    assert n_told > 0.9 * N


def test_a_share_of_none_changes_nothing_and_a_share_is_told_by_the_version() -> None:
    plain, none, half = OfflineTeacher(), OfflineTeacher(invented_share=0.0), OfflineTeacher(invented_share=0.5)
    differing = 0
    for brief in _briefs():
        assert plain.write(brief) == none.write(brief)
        differing += plain.write(brief) != half.write(brief)
    assert 0.3 * N < differing < 0.7 * N
    assert plain.version == none.version
    assert half.version == f"{plain.version}, 0.5 of the tables with invented words"


def _briefs() -> list[Brief]:
    found = draw_briefs(read_industries(), read_use_cases(), seed=3)
    return [next(found) for _ in range(N)]
