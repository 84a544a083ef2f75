"""Laws of the schedule, on studies of every shape."""

import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import combinations, groupby
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.stats.design import (
    CODE_LETTERS,
    Cell,
    Schedule,
    ScheduledItem,
    TableStratum,
    plan_schedule,
    random_codes,
    size_band,
    stratified_sample,
)
from evaluator.stats.order import Pair


@dataclass(frozen=True, slots=True)
class Study:
    """The arguments of one schedule."""

    tables: tuple[TableStratum, ...]
    pairs: tuple[Pair, ...]
    n_raters: int
    n_repeats: int
    seed: bytes
    identical: frozenset[Cell] = frozenset()

    def plan(self) -> Schedule:
        return plan_schedule(
            self.tables,
            pairs=self.pairs,
            n_raters=self.n_raters,
            n_repeats=self.n_repeats,
            seed=self.seed,
            identical=self.identical,
        )

    @property
    def shown(self) -> list[Cell]:
        cells = [(table.table, pair) for table in self.tables for pair in self.pairs]
        return [cell for cell in cells if cell not in self.identical]


@st.composite
def studies(draw: st.DrawFn, *, identical: bool = True) -> Study:
    strata = draw(st.lists(st.sampled_from(["small", "large", "health"]), min_size=1, max_size=26))
    tables = tuple(TableStratum(f"t{number}", stratum) for number, stratum in enumerate(strata))
    pairs = tuple(combinations("CDEF"[: draw(st.integers(2, 4))], 2))
    cells = [(table.table, pair) for table in tables for pair in pairs]
    hidden = draw(st.frozensets(st.sampled_from(cells))) if identical else frozenset()
    n_raters, n_repeats = draw(st.integers(1, 7)), draw(st.integers(0, 9))
    return Study(tables, pairs, n_raters, n_repeats, draw(st.binary(min_size=1, max_size=32)), hidden)


def study(n_tables: int, arms: str, n_raters: int, n_repeats: int = 0) -> Study:
    tables = tuple(TableStratum(f"t{number:04}", f"s{number % 5}") for number in range(n_tables))
    return Study(tables, tuple(combinations(arms, 2)), n_raters, n_repeats, b"seed")


def by_slot(items: Iterable[ScheduledItem]) -> dict[int, list[ScheduledItem]]:
    return {slot: list(run) for slot, run in groupby(items, key=lambda item: item.slot)}


def cell(item: ScheduledItem) -> Cell:
    return item.table, (item.first, item.second)


many = settings(max_examples=30, deadline=None)


@many
@given(studies())
def test_plan_schedule_shows_every_rater_every_pair_once_except_identical(study: Study) -> None:
    schedule = study.plan()

    primaries = Counter((item.slot, cell(item)) for item in schedule.items if item.repeat == 0)

    assert primaries == Counter((slot, shown) for slot in range(1, study.n_raters + 1) for shown in study.shown)


@many
@given(studies())
def test_plan_schedule_balances_sides_per_pair_by_table_and_by_rater(study: Study) -> None:
    by_table: Counter[tuple[Cell, bool]] = Counter()
    by_rater: Counter[tuple[Pair, int, bool]] = Counter()
    for item in study.plan().items:
        if item.repeat == 0:
            by_table[cell(item), item.swapped] += 1
            by_rater[(item.first, item.second), item.slot, item.swapped] += 1

    n_tables = Counter(pair for _, pair in study.shown)
    for shown in study.shown:
        assert abs(by_table[shown, True] - by_table[shown, False]) == study.n_raters % 2
    for pair in study.pairs:
        for slot in range(1, study.n_raters + 1):
            assert abs(by_rater[pair, slot, True] - by_rater[pair, slot, False]) == n_tables[pair] % 2


@many
@given(studies())
def test_plan_schedule_takes_all_raters_through_the_same_blocks(study: Study) -> None:
    schedule = study.plan()
    block_of = {table: number for number, block in enumerate(schedule.blocks) for table in block}

    assert sorted(block_of) == sorted(table.table for table in study.tables)
    for items in by_slot(schedule.items).values():
        numbers = [block_of[item.table] for item in items if item.repeat == 0]
        assert numbers == sorted(numbers)


def test_plan_schedule_completes_tables_together() -> None:
    """At half of the ratings about half of the tables are complete, and not next to none."""
    schedule = study(62, "CD", 4).plan()

    seen = Counter(item.table for item in schedule.items if item.position <= 31)

    assert sum(n == 4 for n in seen.values()) >= 24


@many
@given(studies(identical=False))
def test_plan_schedule_keeps_pairs_of_a_table_apart(study: Study) -> None:
    for items in by_slot(study.plan().items).values():
        order = [item.table for item in items if item.repeat == 0]
        for place, table in enumerate(order):
            assert table not in order[place + 1 : place + min(5, len(study.tables))]


@many
@given(studies())
def test_plan_schedule_repeats_late_and_half_of_them_swapped(study: Study) -> None:
    for items in by_slot(study.plan().items).values():
        primary = {cell(item): item for item in items if item.repeat == 0}
        repeats = [item for item in items if item.repeat == 1]
        assert len(repeats) == min(study.n_repeats, len(primary)) == len(items) - len(primary)
        assert len(set(map(cell, repeats))) == len(repeats)
        distances = [item.position - primary[cell(item)].position for item in repeats]
        assert min(distances, default=10) >= min(10, len(primary))
        n_swapped = sum(item.swapped != primary[cell(item)].swapped for item in repeats)
        assert abs(2 * n_swapped - len(repeats)) <= 1


@many
@given(studies())
def test_plan_schedule_numbers_slots_and_positions_from_one(study: Study) -> None:
    slots = by_slot(study.plan().items)

    assert list(slots) == (list(range(1, study.n_raters + 1)) if study.shown else [])
    for items in slots.values():
        assert [item.position for item in items] == list(range(1, len(items) + 1))


@many
@given(studies(), st.randoms(use_true_random=False))
def test_plan_schedule_depends_on_the_seed_and_not_on_the_order_of_input(study: Study, random: Random) -> None:
    tables, pairs = list(study.tables), list(study.pairs)
    random.shuffle(tables)
    random.shuffle(pairs)

    assert replace(study, tables=tuple(tables), pairs=tuple(pairs)).plan() == study.plan()


def test_plan_schedule_differs_between_seeds_and_between_raters() -> None:
    first = study(62, "CD", 4)

    schedule, other = first.plan(), replace(first, seed=b"other").plan()

    assert schedule.blocks != other.blocks
    assert [item.swapped for item in schedule.items] != [item.swapped for item in other.items]
    assert len({tuple(item.table for item in items) for items in by_slot(schedule.items).values()}) == 4


@many
@given(studies())
def test_plan_schedule_leaves_the_order_of_others_when_a_rater_is_added(study: Study) -> None:
    def order(schedule: Schedule) -> list[tuple[int, int, Cell, int]]:
        items = [item for item in schedule.items if item.slot <= study.n_raters]
        return [(item.slot, item.position, cell(item), item.repeat) for item in items]

    assert order(study.plan()) == order(replace(study, n_raters=study.n_raters + 1).plan())


def test_plan_schedule_leaves_orders_and_sides_when_repeats_are_added() -> None:
    plain, repeated = study(30, "CDE", 3).plan(), study(30, "CDE", 3, n_repeats=9).plan()

    kept = [(item.slot, cell(item), item.swapped) for item in repeated.items if item.repeat == 0]

    assert kept == [(item.slot, cell(item), item.swapped) for item in plain.items]


def test_plan_schedule_of_identical_outputs_only_has_blocks_and_no_items() -> None:
    empty = study(5, "CD", 3, n_repeats=2)

    schedule = replace(empty, identical=frozenset(empty.shown)).plan()

    assert schedule.items == ()
    assert sorted(table for block in schedule.blocks for table in block) == [table.table for table in empty.tables]


def test_plan_schedule_knows_identical_outputs_in_either_direction() -> None:
    one = replace(study(3, "CD", 2), identical=frozenset({("t0001", ("D", "C"))}))

    assert {item.table for item in one.plan().items} == {"t0000", "t0002"}


@pytest.mark.parametrize(
    ("n_tables", "arms", "n_raters", "n_items"), [(62, "CD", 500, 34_000), (2000, "CD", 20, 40_120)]
)
def test_plan_schedule_plans_large_studies(n_tables: int, arms: str, n_raters: int, n_items: int) -> None:
    assert len(study(n_tables, arms, n_raters, n_repeats=6).plan().items) == n_items


BAD: list[tuple[Study, str]] = [
    (replace(study(2, "CD", 1), tables=()), "at least one table"),
    (replace(study(2, "CD", 1), tables=study(2, "CD", 1).tables * 2), "table t0000 is listed 2 times"),
    (replace(study(2, "CD", 1), pairs=()), "at least one pair"),
    (replace(study(2, "CD", 1), pairs=(("C", "C"),)), "arm C is paired with itself"),
    (replace(study(2, "CD", 1), pairs=(("C", "D"), ("D", "C"))), "C and D is listed 2 times"),
    (replace(study(2, "CD", 1), n_raters=0), "at least one rater"),
    (replace(study(2, "CD", 1), n_repeats=-1), "negative"),
    (replace(study(2, "CD", 1), seed=b""), "empty seed"),
    (replace(study(2, "CD", 1), identical=frozenset({("t9", ("C", "D"))})), "t9: C and D"),
    (replace(study(2, "CD", 1), identical=frozenset({("t0000", ("C", "E"))})), "t0000: C and E"),
]


@pytest.mark.parametrize(("bad", "message"), BAD, ids=[message for _, message in BAD])
def test_plan_schedule_refuses_an_impossible_study(bad: Study, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        bad.plan()


@given(st.integers(0, 420), st.binary(min_size=1))
def test_random_codes_are_distinct_and_suggest_nothing(n: int, seed: bytes) -> None:
    codes = random_codes(n, seed)

    assert len(set(codes)) == len(codes) == n
    assert set("".join(codes)).isdisjoint("ABIOLR")
    assert sum(len(code) == 1 for code in codes) == min(n, len(CODE_LETTERS))
    assert codes == random_codes(n, seed)


def test_random_codes_give_no_position_a_length() -> None:
    lengths = {seed: [len(code) for code in random_codes(21, bytes([seed]))] for seed in range(1, 40)}

    assert len({code.index(2) for code in lengths.values()}) > 10


def test_random_codes_refuses_more_than_there_are() -> None:
    with pytest.raises(ValueError, match="420"):
        random_codes(421, b"seed")


@many
@given(st.lists(st.sampled_from("abcde"), max_size=60), st.data(), st.binary(min_size=1))
def test_stratified_sample_is_proportional_within_one(strata: list[str], data: st.DataObject, seed: bytes) -> None:
    tables = [TableStratum(f"t{number}", stratum) for number, stratum in enumerate(strata)]
    n = data.draw(st.integers(0, len(tables)))

    sample = stratified_sample(tables, n, seed)

    assert len(sample) == len(set(sample)) == n
    sizes = Counter(strata)
    drawn = Counter(table.stratum for table in tables if table.table in sample)
    assert all(abs(drawn[stratum] - n * size / len(tables)) < 1 for stratum, size in sizes.items())
    assert sample == stratified_sample(tables[::-1], n, seed)


def test_stratified_sample_gives_the_last_place_to_the_largest_remainder() -> None:
    """Quotas of 10 for strata of 47, 16 and 37 are 4.7, 1.6 and 3.7: remainders .7 and .7 win over .6."""
    strata = ["a"] * 47 + ["b"] * 16 + ["c"] * 37
    tables = [TableStratum(f"t{number}", stratum) for number, stratum in enumerate(strata)]

    sample = stratified_sample(tables, 10, b"seed")

    assert Counter(strata[int(table[1:])] for table in sample) == {"a": 5, "b": 1, "c": 4}


def test_stratified_sample_reaches_every_table() -> None:
    tables = [TableStratum(f"t{number}", "ab"[number % 2]) for number in range(12)]

    reached: defaultdict[str, int] = defaultdict(int)
    for seed in range(1, 100):
        for table in stratified_sample(tables, 3, bytes([seed])):
            reached[table] += 1

    assert len(reached) == 12
    assert min(reached.values()) > 10


@pytest.mark.parametrize("n", [-1, 3])
def test_stratified_sample_refuses_what_is_not_there(n: int) -> None:
    with pytest.raises(ValueError, match="of 2 tables"):
        stratified_sample(study(2, "CD", 1).tables, n, b"seed")


@pytest.mark.parametrize(
    ("n_columns", "band"),
    [(1, "1–10 columns"), (10, "1–10 columns"), (11, "11–25 columns"), (25, "11–25 columns"), (26, "26+ columns")],
)
def test_size_band_names_the_range(n_columns: int, band: str) -> None:
    assert size_band(n_columns) == band


def test_size_band_refuses_a_table_without_columns() -> None:
    with pytest.raises(ValueError, match="at least one column"):
        size_band(0)


def test_design_imports_neither_scipy_nor_django() -> None:
    code = "import sys, evaluator.stats.design; print(sorted({'scipy', 'krippendorff', 'django'} & set(sys.modules)))"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert loaded == "[]\n"
