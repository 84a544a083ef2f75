"""What a short prompt saves and changes: worked by hand."""

from dataclasses import replace
from decimal import Decimal

import pytest

from modelhub.ablation import Ablation, ablation_of, ablations_of, descriptions_and_comments
from modelhub.engine.prompts import PromptTemplate
from modelhub.engine.results import Status, TableResult
from modelhub.models import GenerationRun, LedgerEntry, RunItem
from modelhub.steps.begin_ablation import begin_ablation
from modelhub.steps.start_run import RunOrder, start_run
from modelhub.steps.store_prompt import store_prompt
from tests.modelhub.ablation import Writer, make_ablation, order_for, says, worked_off
from tests.modelhub.generation import bad, good

pytestmark = pytest.mark.django_db
PRICE = {
    "model": "m",
    "usd_per_million_in": "30",
    "usd_per_million_out": "60",
    "valid_from": "2024-01-01",
    "source": "a list",
}


def compared(**writers: Writer) -> Ablation:
    ablation = ablation_of(*make_ablation(**writers))  # type: ignore[arg-type]
    assert ablation is not None
    return ablation


def on_first(first: TableResult, rest: Writer) -> Writer:
    """Return a writer that gives the first table of the set this result."""
    return lambda item: first if item.table.name.endswith("_1") else rest(item)


def booked(run: GenerationRun, cost: str, price: dict[str, str]) -> None:
    GenerationRun.objects.filter(pk=run.pk).update(cost_usd=Decimal(cost))
    LedgerEntry.objects.create(run=run, what="w", amount=1, unit="tokens", cost_usd=Decimal(cost), price=price)


def priced(long: dict[str, str], short: dict[str, str]) -> Ablation:
    """4 tables: 400 in, 50 out cost 4 × (0.012 + 0.003) = $0.06; 100 in, 50 out 4 × (0.003 + 0.003) = $0.024."""
    runs = make_ablation()
    booked(runs[0], "0.06", long)
    booked(runs[1], "0.024", short)
    ablation = ablation_of(*(GenerationRun.objects.get(pk=run.pk) for run in runs))
    assert ablation is not None
    return ablation


def test_saved_tokens_are_those_of_all_tables() -> None:
    ablation = compared()

    assert (ablation.long.tokens_in_per_table, ablation.short.tokens_in_per_table) == (400, 100)
    assert ablation.saved_percent == 75
    assert ablation.headline == "The aim is met: 75.0 % fewer input tokens."
    assert ablation.reasons.endswith("valid output is not lower: 4 of 4 tables, 4 of 4 by the long one.")


@pytest.mark.parametrize(
    ("n_in", "met", "told"),
    [
        (200, True, "The aim is met: 50.0 % fewer"),
        (201, False, "The aim is not met: 49.8 % fewer"),
        (500, False, "The aim is not met: 25.0 % more"),
        (0, False, "Whether the aim is met is not known"),
    ],
)
def test_the_aim_is_half_of_the_input_tokens(n_in: int, met: bool, told: str) -> None:
    ablation = compared(short=says("In short:", n_in=n_in))

    assert ablation.saves_enough is met
    assert ablation.headline.startswith(told)


def test_less_valid_output_misses_the_aim_whatever_is_saved() -> None:
    def repaired(item: RunItem) -> TableResult:
        return replace(good(item), status=Status.REPAIRED, n_tokens_in=400)

    ablation = compared(long=repaired, short=on_first(bad(), says("In short:")))

    assert (ablation.long.n_as_it_came, ablation.long.n_repaired, ablation.long.run.n_failed) == (0, 4, 0)
    assert (ablation.short.n_as_it_came, ablation.short.n_repaired, ablation.short.run.n_failed) == (3, 0, 1)
    assert (ablation.long.valid_percent, ablation.short.valid_percent) == (100, 75)
    assert ablation.saves_enough
    assert ablation.headline.startswith("The aim is not met: 75.0 % fewer")
    assert "valid output is lower: 3 of 4 tables, 4 of 4 by the long one" in ablation.reasons


def test_costs_are_those_that_were_booked_with_their_price() -> None:
    ablation = priced(PRICE, PRICE)

    assert (ablation.long.usd_per_1000, ablation.short.usd_per_1000) == (Decimal(15), Decimal(6))
    assert ablation.cost_percent == 60
    assert ablation.prices == ["m: $30 / $60 per million tokens in / out since 2024-01-01; a list"]
    assert len(ablation.caveats) == 1


def test_work_without_a_price_has_no_cost() -> None:
    ablation = priced({}, PRICE)

    assert (ablation.long.usd_per_1000, ablation.short.usd_per_1000) == (None, Decimal(6))
    assert (ablation.cost_percent, ablation.prices) == (None, ())


def test_a_price_that_changed_between_the_runs_makes_costs_incomparable() -> None:
    ablation = priced(PRICE, {**PRICE, "usd_per_million_in": "3", "valid_from": "2025-01-01"})

    assert ablation.cost_percent is None
    assert "The price changed between the runs" in ablation.caveats[-1]


def test_texts_are_compared_table_by_table_and_column_by_column() -> None:
    long = on_first(bad(), says("One row per event in"))
    descriptions, comments = descriptions_and_comments(compared(long=long, short=says("One row per event in")))

    # Three tables that both document, of three columns each, in the same words.
    assert (descriptions.n_both, descriptions.n_equal, descriptions.overlap) == (3, 3, 1)
    assert (comments.n_both, comments.n_equal) == (9, 9)
    # "One row per event in shop table_2": 6 of 7 words whatever the table.
    assert descriptions.overlap_elsewhere == pytest.approx(6 / 7)


def test_a_pair_is_of_one_version_one_set_and_two_prompts_the_longer_first() -> None:
    long, short = make_ablation()
    other = make_ablation(name="other", set_name="other")
    pair = ablation_of(short, long)

    assert pair is not None
    assert (pair.long.run, pair.short.run) == (long, short)
    assert ablation_of(long, long) is None
    assert ablation_of(long, other[1]) is None


def test_a_pair_whose_settings_differ_says_so() -> None:
    long, short = make_ablation()
    GenerationRun.objects.filter(pk=short.pk).update(seed=7)
    pair = ablation_of(long, GenerationRun.objects.get(pk=short.pk))

    assert pair is not None
    assert "The runs differ in more than the prompt" in pair.caveats[0]


def test_a_version_shows_the_newest_pair_of_each_two_prompts() -> None:
    long, short = make_ablation()
    order = order_for(long.model_version, long.table_set)
    anew = [worked_off(run, says("Again.")) for run in begin_ablation(order, again=True)]
    third, _ = store_prompt(PromptTemplate("terse", "", "Write.\n{table}"))
    terse = start_run(RunOrder(order.model_version, order.table_set, third))
    start_run(RunOrder(order.model_version, order.table_set, third, priority=3))

    pairs = ablations_of(long.model_version)

    assert {(pair.long.run, pair.short.run.prompt) for pair in pairs} == {
        (anew[0], short.prompt),
        (anew[0], terse.prompt),
    }
    assert {pair.short.prompt: pair.is_finished for pair in pairs} == {"short v1": True, "terse v1": False}
