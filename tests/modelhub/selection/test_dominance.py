"""What makes an option superfluous, and what does not."""

from decimal import Decimal
from uuid import UUID

from modelhub.selection.dominance import dominators
from modelhub.selection.evidence import Comparison

CHEAP, DEAR, OTHER = 1, 2, 3
COSTS: dict[int, Decimal | None] = {CHEAP: Decimal("0.2"), DEAR: Decimal(40), OTHER: None}
ALL = {CHEAP, DEAR, OTHER}


def pair(version: int, than: int, *, better: bool = False, not_worse: bool = False, study: int = 1) -> Comparison:
    return Comparison(
        study=UUID(int=study),
        study_name="Autumn study",
        simulated=False,
        version=version,
        than=than,
        arms="",
        estimate=0.5,
        low=0.4,
        high=0.6,
        n_tables=62,
        n_votes=248,
        n_raters=4,
        better=better,
        not_worse=better or not_worse,
        doubtful=False,
    )


def test_what_is_shown_not_worse_and_costs_less_dominates() -> None:
    found = [pair(CHEAP, DEAR, not_worse=True), pair(DEAR, CHEAP)]
    assert dominators(COSTS, ALL, found) == {DEAR: [CHEAP]}


def test_inconclusive_quality_dominates_nothing() -> None:
    assert dominators(COSTS, ALL, [pair(CHEAP, DEAR), pair(DEAR, CHEAP)]) == {}


def test_better_quality_at_a_higher_price_dominates_nothing() -> None:
    assert dominators(COSTS, ALL, [pair(DEAR, CHEAP, better=True), pair(CHEAP, DEAR)]) == {}


def test_unknown_cost_neither_dominates_nor_is_dominated() -> None:
    found = [pair(OTHER, DEAR, better=True), pair(CHEAP, OTHER, better=True)]
    assert dominators(COSTS, ALL, found) == {}


def test_two_win_rates_against_a_third_version_are_no_comparison() -> None:
    found = [pair(CHEAP, OTHER, better=True, study=1), pair(OTHER, DEAR, better=True, study=2)]
    assert dominators(COSTS, ALL, found) == {}


def test_version_that_must_not_be_used_dominates_nothing() -> None:
    assert dominators(COSTS, {DEAR, OTHER}, [pair(CHEAP, DEAR, better=True)]) == {}


def test_study_that_shows_the_opposite_keeps_a_version() -> None:
    found = [pair(CHEAP, DEAR, not_worse=True, study=1), pair(DEAR, CHEAP, better=True, study=2)]
    assert dominators(COSTS, ALL, found) == {}


def test_inconclusive_study_beside_one_that_shows_it_changes_nothing() -> None:
    found = [pair(CHEAP, DEAR, study=1), pair(CHEAP, DEAR, not_worse=True, study=2)]
    assert dominators(COSTS, ALL, found) == {DEAR: [CHEAP]}


def test_all_arms_of_a_study_have_to_show_it() -> None:
    found = [pair(CHEAP, DEAR, not_worse=True), pair(CHEAP, DEAR)]
    assert dominators(COSTS, ALL, found) == {}


def test_equals_in_cost_dominate_only_by_better_quality() -> None:
    same: dict[int, Decimal | None] = {CHEAP: Decimal(1), DEAR: Decimal(1)}
    both = [pair(CHEAP, DEAR, not_worse=True), pair(DEAR, CHEAP, not_worse=True)]
    assert dominators(same, ALL, both) == {}
    assert dominators(same, ALL, [pair(CHEAP, DEAR, better=True)]) == {DEAR: [CHEAP]}


def test_cheapest_of_all_is_never_dominated() -> None:
    found = [pair(DEAR, CHEAP, better=True), pair(CHEAP, DEAR, not_worse=True)]
    assert CHEAP not in dominators(COSTS, ALL, found)
