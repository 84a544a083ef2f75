"""Both runs of an ablation are begun once, found again, and taken up again."""

import pytest

from evaluator.models import TableSet
from modelhub.engine.text_model import GenerationConfig
from modelhub.models import GenerationRun, ModelVersion
from modelhub.steps.begin_ablation import AblationOrder, begin_ablation
from modelhub.steps.end_run import cancel_run, stop_run
from modelhub.steps.start_run import CannotStart
from tests.makers import make_table, make_tables
from tests.modelhub.ablation import order_for, says, worked_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def tables() -> TableSet:
    return make_tables(2)


@pytest.fixture
def order(tables: TableSet) -> AblationOrder:
    return order_for(ModelVersion.objects.create(name="tiny", source="local", location="tiny"), tables)


def finished(order: AblationOrder) -> list[GenerationRun]:
    return [worked_off(run, says("Said.")) for run in begin_ablation(order)]


def test_both_runs_differ_in_the_prompt_alone(order: AblationOrder) -> None:
    long, short = begin_ablation(order)

    assert (long.prompt, short.prompt) == (order.long, order.short)
    same = ("model_version_id", "table_set_id", "parameters", "seed", "n_items", "queue", "state", "priority")
    assert {name: getattr(long, name) for name in same} == {name: getattr(short, name) for name in same}
    assert (long.state, long.n_items) == ("queued", 2)


def test_the_same_order_goes_on_with_the_runs_that_it_began(order: AblationOrder) -> None:
    begun = begin_ablation(order)

    assert begin_ablation(order) == begun
    assert begin_ablation(order, again=True) == begun
    cancel_run(begun[0])
    stop_run(begun[1].pk, "The model is gone.")
    long, short = begin_ablation(order)
    assert (long, short) == begun
    assert [(run.state, run.problem) for run in (long, short)] == [("queued", ""), ("queued", "")]
    assert GenerationRun.objects.count() == 2


def test_finished_runs_are_used_again_unless_told_otherwise(order: AblationOrder) -> None:
    begun = finished(order)

    assert list(begin_ablation(order)) == begun
    anew = begin_ablation(order, again=True)
    assert not {run.pk for run in begun} & {run.pk for run in anew}
    # Killed between the two, the same words go on with what they began, whole runs included.
    worked_off(anew[0], says("Said."))
    assert begin_ablation(order, again=True) == anew
    assert begin_ablation(order) == anew


def test_a_run_that_is_there_already_needs_only_the_other_one(order: AblationOrder) -> None:
    long, short = finished(order)
    short.items.all().delete()
    short.outputs.all().delete()
    short.tallies.all().delete()
    short.minutes.all().delete()
    short.delete()

    found, new = begin_ablation(order)

    assert (found, new.state) == (long, "queued")


def test_other_settings_another_seed_or_more_tables_are_another_ablation(
    order: AblationOrder, tables: TableSet
) -> None:
    begun = set(finished(order))

    free = begin_ablation(order_for(order.model_version, tables, config=GenerationConfig(forced=False)))
    make_table(tables, "shop.late", line=9)
    grown = begin_ablation(order)

    assert not begun & {*free, *grown}
    assert [run.n_items for run in grown] == [3, 3]


def test_two_prompts_are_needed_and_a_version_that_generates(order: AblationOrder, tables: TableSet) -> None:
    with pytest.raises(CannotStart, match="Both prompts are long v1: an ablation needs two"):
        begin_ablation(AblationOrder(order.model_version, tables, order.long, order.long))
    uploaded = ModelVersion.objects.create(name="elsewhere", source="uploaded")
    with pytest.raises(CannotStart, match="elsewhere can't generate here"):
        begin_ablation(order_for(uploaded, tables))
    assert not GenerationRun.objects.exists()
