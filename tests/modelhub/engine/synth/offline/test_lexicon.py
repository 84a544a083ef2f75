from random import Random

import pytest

from modelhub.engine.synth.brief import Industry
from modelhub.engine.synth.offline.attributes import library
from modelhub.engine.synth.offline.lexicon import CLASSES, subsector_of, subsectors
from modelhub.engine.synth.offline.purposes import purposes
from modelhub.engine.synth.offline.text_choice import choose_text
from modelhub.engine.synth.offline.units import units
from modelhub.engine.synth.taxonomy_files import read_industries

WITHOUT_A_COLUMN_UNIT = {"n", "usd", "pct", "ratio", "score"}


def test_every_subsector_of_naics_has_its_own_words() -> None:
    assert set(subsectors()) == {one.code for one in read_industries() if len(one.code) == 3}


@pytest.mark.parametrize("code", sorted(subsectors()))
def test_subsector_is_complete(code: str) -> None:
    words = subsectors()[code]
    assert words.schemas
    assert words.staff
    assert set(words.nouns) == set(CLASSES)
    assert words.measures
    assert len({noun for nouns in words.nouns.values() for noun in nouns}) >= 15


def test_thousands_of_things_can_be_written_about() -> None:
    n = sum(
        len(words.nouns[one])
        for words in subsectors().values()
        for process in library().processes
        for one in process.classes
    )
    assert n > 10_000


def test_sector_is_written_about_in_the_words_of_one_of_its_subsectors() -> None:
    assert subsector_of(Industry("11", "Agriculture", "11"), Random(1)).code.startswith("11")
    assert subsector_of(Industry("311811", "Retail Bakeries", "31-33"), Random(1)).code == "311"


def test_texts_have_only_places_that_are_filled() -> None:
    places = {"e": "check", "o": "oven", "s": "baker", "os": "ovens"}
    shelf = library()
    texts = [measure.meaning for words in subsectors().values() for measure in words.measures]
    for attributes in (*shelf.classes.values(), *shelf.generic.values(), *(one.attributes for one in shelf.processes)):
        texts += [text for one in attributes for text in (one.meaning, one.null_reason)]
    texts += [text for several in purposes().values() for text in several]
    for text in texts:
        said = choose_text(text, places, Random(1))
        assert not set(said) & set("{}[]|")


def test_every_process_and_class_has_purposes() -> None:
    wanted = {one.name for one in library().processes} | set(CLASSES)
    assert wanted <= set(purposes())


def test_units_of_measures_are_known_or_need_none() -> None:
    used = {measure.unit for words in subsectors().values() for measure in words.measures} - WITHOUT_A_COLUMN_UNIT
    # A unit that names don't show is one that texts don't speak of.
    unspoken = {"api", "sg", "ph"}
    assert len(used & set(units())) > 70
    assert "kg" in used
    assert unspoken & used
