"""An order that comes again: the same dataset goes on, another one under its name is refused, and in words."""

from dataclasses import replace

import pytest

from modelhub.models import Dataset, UseCase
from modelhub.steps.begin_dataset import begin_dataset
from modelhub.steps.dataset_sources import has_other_sources
from modelhub.steps.end_dataset import cancel_dataset
from modelhub.steps.start_dataset import CannotSynthesise, DatasetOrder, start_dataset
from modelhub.steps.store_taxonomy import store_built_in_taxonomies, store_use_cases
from modelhub.steps.synthesise_dataset import synthesise_dataset
from modelhub.taxonomies.use_cases import UseCaseLine
from tests.datasets import WORKER

pytestmark = pytest.mark.django_db
ORDER = DatasetOrder(n=4, seed=2, name="mine")


def begun(order: DatasetOrder, *, keeps_finished: bool = False) -> Dataset:
    dataset = begin_dataset(order, keeps_finished=keeps_finished)
    while synthesise_dataset(dataset.pk, worker=WORKER):
        pass
    return Dataset.objects.get(pk=dataset.pk)


def import_use_case(title: str = "Bed occupancy") -> None:
    line = UseCaseLine(1, "beds", title, "Follows which beds are taken.", ())
    store_use_cases([line], source="ours.yaml", owner="Data team")


def test_the_same_order_is_the_same_dataset() -> None:
    store_built_in_taxonomies()
    assert begun(ORDER) == begun(replace(ORDER, levels=(3, 3)))
    assert Dataset.objects.count() == 1


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"levels": (2, 3)}, "--levels 3 instead of 2,3"),
        ({"edition": 2017}, "--edition 2022 instead of 2017"),
        ({"n": 5, "seed": 3}, "--n 4 instead of 5, --seed 2 instead of 3"),
        ({"split_seed": 0}, "--split-seed none instead of 0"),
    ],
)
def test_another_order_under_its_name_is_refused_and_told(asked: dict[str, object], told: str) -> None:
    begun(ORDER)

    with pytest.raises(CannotSynthesise) as refused:
        begin_dataset(replace(ORDER, **asked))  # type: ignore[arg-type]

    assert str(refused.value) == f"There is another dataset mine, begun with {told}: choose another name."


def test_unusual_industries_stand_in_the_name_that_a_dataset_gets() -> None:
    names = [replace(ORDER, name="", **more).full_name for more in ({}, {"levels": (4, 2)}, {"edition": 2017})]

    assert names == ["offline 4 seed 2", "offline 4 seed 2, levels 2, 4", "offline 4 seed 2, NAICS 2017"]


def test_a_finished_dataset_of_other_use_cases_is_not_the_result_of_the_same_order() -> None:
    finished = begun(ORDER)
    import_use_case()

    with pytest.raises(
        CannotSynthesise, match=r"mine is finished, and the industries or use cases .* have changed since"
    ):
        begin_dataset(ORDER)

    assert begun(ORDER, keeps_finished=True) == finished
    anew = begun(replace(ORDER, name="anew"))
    assert anew.parameters["n_use_cases"] == finished.parameters["n_use_cases"] + 1


def test_a_use_case_in_other_words_is_another_one_and_from_another_file_the_same() -> None:
    store_built_in_taxonomies()
    import_use_case()
    dataset = begun(ORDER)

    UseCase.objects.filter(key="beds").update(source="moved.yaml")
    assert not has_other_sources(dataset)

    import_use_case("Occupancy of beds")
    assert has_other_sources(dataset)


def test_a_dataset_that_is_not_finished_goes_on_with_what_it_was_begun_with() -> None:
    whole = begun(replace(ORDER, name="whole"))
    cancel_dataset(start_dataset(ORDER))
    import_use_case()

    ended = begun(ORDER)

    assert (ended.state, ended.digest) == ("finished", whole.digest)
    assert "Data team" not in ended.card


def test_the_card_says_whose_use_cases_they_are_and_claims_nothing_about_them() -> None:
    built_in = begun(ORDER)
    import_use_case()
    ours = begun(replace(ORDER, name="ours"))

    assert built_in.report["sources"] == [
        "96 industries of NAICS 2022, level 3: they come with the project; titles by the U.S. Census Bureau, in the public domain",
        "218 use cases: they come with the project, which wrote them",
        "tables and texts: the built-in teacher's, from vocabulary and templates of this project",
        "no customer data: no table, row or text of anybody's database went in",
    ]
    assert "- 1 use case: those of Data team, imported from ours.yaml" in ours.card
    assert "customer data" not in ours.card
    assert ours.report["sources"][:2] == built_in.report["sources"][:2]
