"""What the page makes of studies, runs and licences: real ones, through the steps that the pages call."""

from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest
from django.http import QueryDict

from evaluator.models import Assignment, Study, User
from evaluator.steps.judgement import Answer
from modelhub.models import ModelVersion
from modelhub.selection.asked import Asked, asked_of
from modelhub.selection.evidence import comparisons
from modelhub.selection.options import Option, Selection, select
from modelhub.selection.plot import plot
from modelhub.steps.register_model import ModelCard, register_model
from tests.locked import code_of
from tests.makers import make_person, prefer
from tests.modelhub.selection.data import PRICED, judged, priced

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> User:
    return make_person("lead@example.org", "lead")


@pytest.fixture(autouse=True)
def versions() -> dict[str, ModelVersion]:
    return {name: priced(name, cost) for name, cost in PRICED.items()}


def selected(**asked: object) -> Selection:
    return select(comparisons(Study.objects.all()), Asked(**asked))  # type: ignore[arg-type]  # the fields as they are


def by_name(selection: Selection) -> dict[str, Option]:
    return {one.version.name: one for one in selection.options}


def test_quality_is_the_win_rate_of_the_report(lead: User) -> None:
    study = judged(lead, "quill-7b", "otter-mini", best="quill-7b")

    found = by_name(selected(reference=ModelVersion.objects.get(name="otter-mini").uuid))

    (pair,) = found["quill-7b"].quality
    assert (pair.study, pair.study_name, pair.n_tables, pair.n_votes, pair.n_raters) == (
        study.uuid, "Autumn study", 8, 16, 2
    )  # fmt: skip
    assert (pair.estimate, pair.better, pair.doubtful) == (1.0, True, False)
    assert found["otter-mini"].is_reference
    assert found["heron-70b"].quality == ()
    assert found["heron-70b"].judged_against == ()


def test_unrevealed_study_counts_for_nothing(lead: User) -> None:
    judged(lead, "quill-7b", "otter-mini", best="quill-7b", reveal=False)

    assert Study.objects.get().analysis.result["report"]["pairs"]
    assert comparisons(Study.objects.all()) == []
    assert selected().reference is None


def test_reference_is_the_version_that_most_studies_judged(lead: User) -> None:
    judged(lead, "otter-mini", "quill-7b", best="quill-7b", name="First study")
    judged(lead, "heron-70b", "quill-7b", best="quill-7b", name="Second study")

    selection = selected()

    assert [one.version.name for one in selection.references] == ["quill-7b", "heron-70b", "otter-mini"]
    assert selection.reference == selection.references[0].version
    assert by_name(selected(reference=ModelVersion.objects.get(name="heron-70b").uuid))["heron-70b"].is_reference


def test_among_equals_the_reference_is_the_one_beside_which_most_can_be_drawn(lead: User) -> None:
    judged(lead, "adder-1", "bittern-2", best="adder-1", name="First study")
    judged(lead, "otter-mini", "quill-7b", best="quill-7b", name="Second study")

    names = [one.version.name for one in selected().references]
    assert names == ["otter-mini", "quill-7b", "adder-1", "bittern-2"]


def test_two_studies_of_a_pair_stand_apart(lead: User) -> None:
    judged(lead, "quill-7b", "otter-mini", best="quill-7b", name="First study")
    judged(lead, "quill-7b", "otter-mini", best="otter-mini", name="Second study")

    found = by_name(selected(reference=ModelVersion.objects.get(name="otter-mini").uuid))

    assert [(one.study_name, one.estimate) for one in found["quill-7b"].quality] == [
        ("First study", 1.0), ("Second study", 0.0)
    ]  # fmt: skip


def test_dearer_version_that_is_shown_worse_is_dominated(lead: User) -> None:
    judged(lead, "quill-7b", "otter-mini", "heron-70b", best="quill-7b")

    found = by_name(selected())

    assert {name: one.dominated_by for name, one in found.items()} == {
        "quill-7b": (),
        "otter-mini": ("quill-7b",),
        "heron-70b": ("quill-7b",),
    }
    assert [one.number for one in selected().options] == ["1", "2", "3"]
    assert selected().options[0].version.name == "quill-7b"


def test_too_few_tables_show_nothing(lead: User) -> None:
    # Five tables, one of them tied by one rater: the interval leaves out one half, the exact p is 2 / 2⁵ = 0.0625.
    judged(lead, "quill-7b", "otter-mini", best="quill-7b", n_tables=5, answer=tied_once)

    found = by_name(selected(reference=ModelVersion.objects.get(name="otter-mini").uuid))

    (pair,) = found["quill-7b"].quality
    assert (pair.estimate, pair.doubtful, pair.better, pair.not_worse) == (0.95, True, False, False)
    assert pair.low is not None
    assert pair.low > 0.5
    assert found["otter-mini"].dominated_by == ()


def tied_once(assignment: Assignment) -> Answer:
    usual = prefer(code_of(assignment.pair.study, "quill-7b"))
    is_the_one = assignment.slot.number == 1 and assignment.pair.table.table.name.endswith("_5")
    return replace(usual(assignment), verdict="3") if is_the_one else usual(assignment)


def test_simulated_raters_count_only_when_asked_for(lead: User) -> None:
    judged(lead, "quill-7b", "otter-mini", best="quill-7b", simulated=True)

    without, with_them = selected(), selected(simulated=True)

    assert (without.n_simulated, without.rests_on_simulated, without.reference) == (1, False, None)
    assert not any(one.dominated_by or one.quality for one in without.options)
    assert (with_them.n_simulated, with_them.rests_on_simulated) == (1, True)
    assert by_name(with_them)["otter-mini"].dominated_by == ("quill-7b",)


def test_blocked_licence_dominates_nothing_and_stands_last(lead: User) -> None:
    judged(lead, "quill-7b", "otter-mini", best="quill-7b")
    ModelVersion.objects.filter(name="quill-7b").update(licence="LicenseRef-house")

    options = selected().options

    assert not any(one.dominated_by for one in options)
    assert (options[-1].version.name, options[-1].is_usable) == ("quill-7b", False)


def test_device_that_waits_costs_more_and_may_stop_dominating(lead: User) -> None:
    ModelVersion.objects.filter(name="quill-7b").update(source="local")
    judged(lead, "quill-7b", "otter-mini", best="quill-7b")

    always, seldom = by_name(selected()), by_name(selected(busy=5))

    assert (always["quill-7b"].cost, seldom["quill-7b"].cost) == ("0.25", "5.00")
    assert (always["otter-mini"].cost, seldom["otter-mini"].cost) == ("2.00", "2.00")
    assert always["otter-mini"].dominated_by == ("quill-7b",)
    assert seldom["otter-mini"].dominated_by == ()


def test_break_even_is_against_the_version_asked_for(lead: User) -> None:
    ModelVersion.objects.filter(name="quill-7b").update(source="local")
    heron = ModelVersion.objects.get(name="heron-70b")

    even = by_name(selected(against=heron.uuid))["quill-7b"].break_even

    # $0.25 always busy against $40: 0.625 % of the time.
    assert even is not None
    assert (even.whose, even.percent) == ("quill-7b", Decimal("0.625"))
    # Nobody asked, and nothing was judged: the dearest.
    assert selected().against == heron


def test_version_of_which_nothing_is_known_is_listed_apart() -> None:
    wren, _ = register_model(ModelCard(name="wren-1b", kind=ModelVersion.Kind.SMALL_MODEL, licence=""))
    ModelVersion.objects.filter(pk=wren.pk).update(source="local")

    selection = selected()

    assert [one.name for one in selection.unknown] == ["wren-1b"]
    assert selection.usable_unknown == ()
    assert "wren-1b" not in by_name(selection)


def test_figure_has_a_point_per_study_and_one_for_the_reference(lead: User) -> None:
    judged(lead, "quill-7b", "otter-mini", best="quill-7b", name="First study")
    judged(lead, "quill-7b", "otter-mini", best="quill-7b", name="Second study")
    otter = ModelVersion.objects.get(name="otter-mini")

    drawn = plot(selected(reference=otter.uuid))

    assert drawn is not None
    points = [(one.name, one.is_reference, one.is_grey) for one in drawn.points]
    assert sorted(points) == [("otter-mini", True, True), ("quill-7b", False, False), ("quill-7b", False, False)]
    # Two marks at one cost stand beside each other.
    assert sorted(one.beside for one in drawn.points if one.name == "quill-7b") == [-7, 7]
    assert all(one.narrow and one.wide for one in drawn.points)


def test_without_price_or_study_nothing_is_drawn(lead: User) -> None:
    assert plot(selected()) is None
    judged(lead, "finch-1b", "robin-2b", best="robin-2b")
    assert selected().reference is not None
    assert plot(selected()) is None


def test_what_makes_no_sense_in_the_address_is_ignored() -> None:
    assert asked_of(QueryDict("reference=x&against=%00&busy=7&simulated=yes")) == Asked()
    one = uuid4()
    asked = asked_of(QueryDict(f"reference={one}&against={one}&busy=20&simulated=1"))
    assert asked == Asked(one, one, 20, True)
    assert asked_of(QueryDict(asked.query)) == asked
