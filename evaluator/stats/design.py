"""The allocation of a study: who sees which pair, when, and with which candidate on the left."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product
from typing import TypeAlias

from evaluator.stats.order import Pair, insert_repeats, stratified_blocks, sweep_order
from evaluator.stats.sides import balanced_sides
from evaluator.stats.streams import random_stream, shuffled

# Without A, B (order), I, O (digits) and L, R (sides): a code must suggest nothing.
CODE_LETTERS = "CDEFGHJKMNPQSTUVWXYZ"

Cell: TypeAlias = tuple[str, Pair]


@dataclass(frozen=True, slots=True)
class TableStratum:
    """A table and the group it is balanced within, for example size band × domain."""

    table: str
    stratum: str


@dataclass(frozen=True, slots=True)
class ScheduledItem:
    """One showing to one rater slot; slots and positions count from 1, repeat 0 is the primary.

    Swapped means that `second` stands on the left.
    """

    slot: int
    position: int
    table: str
    first: str
    second: str
    repeat: int
    swapped: bool


@dataclass(frozen=True, slots=True)
class Schedule:
    """Blocks of all tables in the shared order, and items by slot and position."""

    blocks: tuple[tuple[str, ...], ...]
    items: tuple[ScheduledItem, ...]


def plan_schedule(
    tables: Sequence[TableStratum],
    *,
    pairs: Sequence[Pair],
    n_raters: int,
    n_repeats: int,
    seed: bytes,
    identical: Collection[Cell] = (),
) -> Schedule:
    """Show every rater slot every pair on every table once, except identical outputs, and up to n_repeats of them twice.

    Same seed, same schedule, in whatever order tables and pairs are given. Orders depend on the slot number alone, so
    one more rater leaves those of the others as they are (the sides are balanced jointly and change).
    Raises ValueError for duplicates, unknown identical cells and counts that are out of range.
    """
    _check_counts(n_raters, n_repeats, seed)
    strata = _strata(tables)
    shown = _shown_pairs(strata, _checked_pairs(pairs), identical)
    blocks = stratified_blocks(strata, shown, random_stream(seed, "blocks"))
    sides = _sides(shown, n_raters, seed)
    items = (_slot_items(slot, blocks, shown, sides, n_repeats, seed) for slot in range(1, n_raters + 1))
    return Schedule(blocks, tuple(chain.from_iterable(items)))


def _slot_items(
    slot: int,
    blocks: Sequence[Sequence[str]],
    shown: Mapping[str, Sequence[Pair]],
    sides: Mapping[Cell, Sequence[bool]],
    n_repeats: int,
    seed: bytes,
) -> Iterator[ScheduledItem]:
    rng = random_stream(seed, "order", slot)
    primaries = [
        showing
        for block in blocks
        for showing in sweep_order({table: shown[table] for table in block if table in shown}, rng)
    ]
    repeats = random_stream(seed, "repeats", slot)
    sequence = insert_repeats(primaries, min(n_repeats, len(primaries)), repeats)
    for position, showing in enumerate(sequence, start=1):
        swapped = sides[showing.table, showing.pair][slot - 1] != showing.flipped
        yield ScheduledItem(slot, position, showing.table, *showing.pair, showing.repeat, swapped)


def _sides(shown: Mapping[str, Sequence[Pair]], n_raters: int, seed: bytes) -> dict[Cell, list[bool]]:
    """Sides of each cell by slot, balanced pair by pair over the tables that show the pair."""
    tables_of: defaultdict[Pair, list[str]] = defaultdict(list)
    for table, pairs in shown.items():
        for pair in pairs:
            tables_of[pair].append(table)
    return {
        (table, pair): row
        for pair, tables in tables_of.items()
        for table, row in zip(
            tables,
            balanced_sides(len(tables), n_raters, random_stream(seed, "sides", *pair)).tolist(),
            strict=True,
        )
    }


def _shown_pairs(
    strata: Mapping[str, str], pairs: Sequence[Pair], identical: Collection[Cell]
) -> dict[str, tuple[Pair, ...]]:
    """The pairs to show by table, without tables whose outputs are all identical."""
    hidden = {(table, frozenset(pair)) for table, pair in identical}
    known = set(product(strata, map(frozenset, pairs)))
    if unknown := hidden - known:
        names = sorted(f"{table}: {' and '.join(sorted(pair))}" for table, pair in unknown)
        raise ValueError(f"identical outputs are named for a table or pair outside the study: {names[0]}")
    kept = {table: tuple(p for p in pairs if (table, frozenset(p)) not in hidden) for table in strata}
    return {table: pairs_shown for table, pairs_shown in kept.items() if pairs_shown}


def _strata(tables: Sequence[TableStratum]) -> dict[str, str]:
    # Sorted, because the order of a database query must not decide the schedule.
    strata = {table.table: table.stratum for table in sorted(tables, key=lambda table: table.table)}
    if not tables:
        raise ValueError("a study needs at least one table")
    if len(strata) < len(tables):
        name, n = Counter(table.table for table in tables).most_common(1)[0]
        raise ValueError(f"table {name} is listed {n} times; list it once")
    return strata


def _checked_pairs(pairs: Sequence[Pair]) -> list[Pair]:
    if not pairs:
        raise ValueError("a study needs at least one pair of arms")
    for (first, second), n in Counter(tuple(sorted(pair)) for pair in pairs).items():
        if first == second:
            raise ValueError(f"arm {first} is paired with itself")
        if n > 1:
            raise ValueError(f"the pair of {first} and {second} is listed {n} times; list it once, in one direction")
    return sorted(pairs)


def _check_counts(n_raters: int, n_repeats: int, seed: bytes) -> None:
    if n_raters < 1:
        raise ValueError(f"a study needs at least one rater, not {n_raters}")
    if n_repeats < 0:
        raise ValueError(f"the number of repeats per rater can't be negative: {n_repeats}")
    if not seed:
        raise ValueError("an empty seed would give every study the same schedule")


def random_codes(n: int, seed: bytes) -> tuple[str, ...]:
    """Return n distinct arm codes in random order: single letters, and two letters once those are used up.

    Raises ValueError above 420 codes.
    """
    rng = random_stream(seed, "labels")
    doubles = [first + second for first, second in product(CODE_LETTERS, repeat=2)]
    codes = shuffled(CODE_LETTERS, rng) + shuffled(doubles, rng)
    if not 0 <= n <= len(codes):
        raise ValueError(f"there are codes for 0 to {len(codes)} arms, not {n}")
    # Shuffled again, so that a two-letter code doesn't mean "one of the last arms".
    return tuple(shuffled(codes[:n], rng))


def stratified_sample(tables: Sequence[TableStratum], n: int, seed: bytes) -> tuple[str, ...]:
    """Return n tables, sorted, from each stratum in proportion to its size (largest remainder, ties at random).

    Raises ValueError when n is negative or above the number of tables.
    """
    strata = _strata(tables) if tables else {}
    if not 0 <= n <= len(strata):
        raise ValueError(f"can't draw {n} of {len(strata)} tables")
    members: defaultdict[str, list[str]] = defaultdict(list)
    for table, stratum in strata.items():
        members[stratum].append(table)
    quotas = _quotas({stratum: len(names) for stratum, names in members.items()}, n, seed)
    draws = (shuffled(names, random_stream(seed, "sample", key))[: quotas[key]] for key, names in members.items())
    return tuple(sorted(table for draw in draws for table in draw))


def _quotas(sizes: Mapping[str, int], n: int, seed: bytes) -> dict[str, int]:
    total = max(sum(sizes.values()), 1)
    quotas = {stratum: n * size // total for stratum, size in sizes.items()}
    tie_order = shuffled(sorted(sizes), random_stream(seed, "sample ties"))
    by_remainder = sorted(tie_order, key=lambda stratum: -(n * sizes[stratum] % total))
    for stratum in by_remainder[: n - sum(quotas.values())]:
        quotas[stratum] += 1
    return quotas


def size_band(n_columns: int) -> str:
    """Name the size of a table for stratification. Raises ValueError for a table without columns."""
    if n_columns < 1:
        raise ValueError(f"a table has at least one column, not {n_columns}")
    if n_columns <= 10:
        return "1–10 columns"
    return "11–25 columns" if n_columns <= 25 else "26+ columns"
