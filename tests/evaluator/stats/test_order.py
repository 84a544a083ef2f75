"""Order: strata spread over blocks, pairs of one table apart, repeats late and far from their primaries."""

from collections import Counter
from itertools import chain, combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.stats.order import Pair, Showing, insert_repeats, stratified_blocks, sweep_order
from evaluator.stats.streams import random_stream

PAIRS: list[Pair] = list(combinations("CDEF", 2))
SEEDS = st.integers(0, 10**6)


def distances(order: list[Showing]) -> list[int]:
    """How far each showing is behind the last one of its table."""
    places: dict[str, list[int]] = {}
    for place, showing in enumerate(order):
        places.setdefault(showing.table, []).append(place)
    return [later - earlier for run in places.values() for earlier, later in pairwise(run)]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from("abcd"), max_size=70), st.data(), SEEDS)
def test_stratified_blocks_spreads_every_stratum_and_the_shown_tables(
    strata_list: list[str], data: st.DataObject, seed: int
) -> None:
    strata = {f"t{number}": stratum for number, stratum in enumerate(strata_list)}
    shown = data.draw(st.sets(st.sampled_from(sorted(strata)))) if strata else set()

    blocks = stratified_blocks(strata, shown, random_stream(b"test", "blocks", seed))

    assert sorted(table for block in blocks for table in block) == sorted(strata)
    sizes = [len(shown.intersection(block)) for block in blocks]
    assert max(sizes) - min(sizes) <= 1
    assert 6 <= min(sizes) <= max(sizes) <= 11 or len(blocks) == 1
    for stratum in "abcd":
        counts = [sum(strata[table] == stratum and table in shown for table in block) for block in blocks]
        assert max(counts) - min(counts) <= 1


def test_stratified_blocks_has_about_eight_tables_each() -> None:
    strata = {f"t{number}": "ab"[number % 2] for number in range(62)}

    blocks = stratified_blocks(strata, set(strata), random_stream(b"test", "blocks"))

    assert Counter(map(len, blocks)) == {8: 6, 7: 2}


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 12), st.integers(1, 6), SEEDS)
def test_sweep_order_keeps_pairs_of_a_table_apart(n_tables: int, n_pairs: int, seed: int) -> None:
    pairs_of = {f"t{number}": PAIRS[:n_pairs] for number in range(n_tables)}

    order = sweep_order(pairs_of, random_stream(b"test", "order", seed))

    for start in range(0, len(order), n_tables):
        assert {showing.table for showing in order[start : start + n_tables]} == set(pairs_of)
    assert {(showing.table, showing.pair) for showing in order} == {(t, p) for t in pairs_of for p in PAIRS[:n_pairs]}
    assert min(distances(order), default=5) >= min(5, n_tables)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(1, 3), min_size=6, max_size=11), SEEDS)
def test_sweep_order_shows_every_pair_once_when_some_are_missing(n_pairs: list[int], seed: int) -> None:
    pairs_of = {f"t{number}": PAIRS[:n] for number, n in enumerate(n_pairs)}

    order = sweep_order(pairs_of, random_stream(b"test", "order", seed))

    assert Counter((s.table, s.pair) for s in order) == Counter((t, p) for t, pairs in pairs_of.items() for p in pairs)


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_sweep_order_keeps_the_one_table_with_all_pairs_apart(seed: int) -> None:
    pairs_of = {f"t{number}": PAIRS[: 3 if number == 0 else 2] for number in range(8)}

    order = sweep_order(pairs_of, random_stream(b"test", "order", seed))

    assert min(distances(order)) >= 5


def test_sweep_order_of_nothing_is_empty() -> None:
    assert sweep_order({}, random_stream(b"test", "order")) == []


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 60), st.data(), SEEDS)
def test_insert_repeats_keeps_its_distances(n: int, data: st.DataObject, seed: int) -> None:
    n_repeats = data.draw(st.integers(0, n))
    primaries = [Showing(f"t{number}", PAIRS[0]) for number in range(n)]

    sequence = insert_repeats(primaries, n_repeats, random_stream(b"test", "repeats", seed))

    assert [showing for showing in sequence if not showing.repeat] == primaries
    repeats = [(place, showing) for place, showing in enumerate(sequence) if showing.repeat]
    assert len(repeats) == n_repeats == len({showing.table for _, showing in repeats})
    assert abs(2 * sum(showing.flipped for _, showing in repeats) - n_repeats) <= 1
    assert all(place >= len(sequence) // 2 for place, _ in repeats)
    assert all(distance >= min(10, n) for distance in distances(sequence))


def test_insert_repeats_spreads_over_the_second_half_and_over_pairs() -> None:
    primaries = [Showing(f"t{n}", PAIRS[n % 3]) for n in range(186)]

    sequence = insert_repeats(primaries, 24, random_stream(b"test", "repeats"))

    places = [place for place, showing in enumerate(sequence) if showing.repeat]
    assert [sum(low <= place < low + 35 for place in places) for low in (105, 140, 175)] == [8, 8, 8]
    assert Counter(showing.pair for showing in sequence if showing.repeat) == dict.fromkeys(PAIRS[:3], 8)


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_insert_repeats_stays_away_from_other_pairs_of_the_table(seed: int) -> None:
    blocks = [[Showing(f"t{block}.{n % 8}", PAIRS[n // 8]) for n in range(24)] for block in range(3)]

    sequence = insert_repeats(list(chain.from_iterable(blocks)), 20, random_stream(b"test", "repeats", seed))

    assert min(distances(sequence)) >= 5


def test_insert_repeats_finds_the_few_showings_that_are_away() -> None:
    primaries = [Showing(table, PAIRS[0]) for table in ["a", "b", "c", *["x"] * 60]]

    for seed in range(20):
        sequence = insert_repeats(primaries, 1, random_stream(b"test", "repeats", seed))
        assert [showing.table for showing in sequence if showing.repeat] != ["x"]
