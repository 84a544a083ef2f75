"""In which order tables and pairs come: shared blocks of tables, own order within a block, hidden repeats."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from evaluator.stats.streams import shuffled

BLOCK_SIZE = 8
SPACING = 5
REPEAT_SPACING = 10
N_REPEAT_CANDIDATES = 16

Pair: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Showing:
    """One pair on one table, before its sides are known; repeat 0 is the primary showing."""

    table: str
    pair: Pair
    repeat: int = 0
    flipped: bool = False


def stratified_blocks(
    strata: Mapping[str, str], shown: Collection[str], rng: np.random.Generator
) -> tuple[tuple[str, ...], ...]:
    """Deal the tables (table -> stratum) to about len(shown) / 8 blocks in random order, each stratum evenly.

    Tables that are never shown are dealt last and evenly, so that every block asks for nearly the same work.
    With 6 shown tables or more, no block has fewer than 6 of them.
    """
    n_blocks = max(1, (len(shown) + BLOCK_SIZE // 2) // BLOCK_SIZE)
    hands: list[list[str]] = [[] for _ in range(n_blocks)]
    for group in ([t for t in strata if t in shown], [t for t in strata if t not in shown]):
        for place, table in enumerate(_by_stratum(group, strata, rng)):
            hands[place % n_blocks].append(table)
    return tuple(tuple(shuffled(hand, rng)) for hand in shuffled(hands, rng))


def _by_stratum(tables: Sequence[str], strata: Mapping[str, str], rng: np.random.Generator) -> Iterator[str]:
    for stratum in shuffled(sorted({strata[table] for table in tables}), rng):
        yield from shuffled([table for table in tables if strata[table] == stratum], rng)


def sweep_order(pairs_of: Mapping[str, Sequence[Pair]], rng: np.random.Generator) -> list[Showing]:
    """One rater's order of a block (table -> its pairs): sweeps with one pair of each table.

    Showings of one table are at least min(5, tables) apart when every table has all pairs, else as far as a greedy
    choice gets. It never gets stuck then: a table is free again once the sweep has moved on far enough.
    """
    queues = {table: shuffled(pairs, rng) for table, pairs in pairs_of.items()}
    order: list[Showing] = []
    last: dict[str, int] = {}
    for sweep in range(max(map(len, queues.values()), default=0)):
        waiting = shuffled([table for table, queue in queues.items() if len(queue) > sweep], rng)
        # Tables with more pairs still to come go first, or a short last sweep would follow right behind them.
        waiting.sort(key=lambda table: -len(queues[table]))
        while waiting:
            table = _next_table(waiting, last, len(order))
            waiting.remove(table)
            last[table] = len(order)
            order.append(Showing(table, queues[table][sweep]))
    return order


def _next_table(waiting: Sequence[str], last: Mapping[str, int], position: int) -> str:
    for table in waiting:
        if position - last.get(table, -SPACING) >= SPACING:
            return table
    return min(waiting, key=lambda table: last[table])


def insert_repeats(primaries: Sequence[Showing], n_repeats: int, rng: np.random.Generator) -> list[Showing]:
    """Return the sequence with n_repeats ≤ len(primaries) of them shown a second time, half with sides flipped.

    Repeats are spread over the second half, each at least min(10, len(primaries)) items after its primary.
    """
    spacing = min(REPEAT_SPACING, len(primaries))
    places = _repeat_places(len(primaries), n_repeats, spacing, rng)
    positions = sorted(set(range(len(primaries) + n_repeats)).difference(places))
    sequence = dict(zip(positions, primaries, strict=True))
    unused: list[Showing] = []
    n_seen = 0
    repeats_of: Counter[Pair] = Counter()
    for place, flipped in zip(places, _flips(n_repeats, rng), strict=True):
        while n_seen < len(primaries) and positions[n_seen] <= place - spacing:
            unused.append(primaries[n_seen])
            n_seen += 1
        near = {sequence[p].table for p in range(place - SPACING + 1, place + SPACING) if p in sequence}
        chosen = unused.pop(_choose_repeat(unused, near, repeats_of, rng))
        repeats_of[chosen.pair] += 1
        sequence[place] = Showing(chosen.table, chosen.pair, repeat=1, flipped=flipped)
    return [sequence[position] for position in range(len(sequence))]


def _repeat_places(n_primaries: int, n_repeats: int, spacing: int, rng: np.random.Generator) -> list[int]:
    """Zero-based positions, one at random in each n-th of the second half.

    Place i is at least i + spacing, which leaves i + 1 primaries far enough ahead of it; as the n-th parts start at
    (primaries + repeats) / 2 ≥ repeats, later places have enough of them anyway.
    """
    total = n_primaries + n_repeats
    start = (total + 1) // 2
    edges = [start + (total - start) * part // max(n_repeats, 1) for part in range(n_repeats + 1)]
    places = [int(rng.integers(low, high)) for low, high in pairwise(edges)]
    return [max(place, index + spacing) for index, place in enumerate(places)]


def _flips(n_repeats: int, rng: np.random.Generator) -> list[bool]:
    n_flipped = (n_repeats + int(rng.integers(2))) // 2
    return shuffled([index < n_flipped for index in range(n_repeats)], rng)


def _choose_repeat(
    unused: Sequence[Showing], near: Collection[str], repeats_of: Counter[Pair], rng: np.random.Generator
) -> int:
    """Index of a random showing, away from its table's other pairs if any is, preferring pairs repeated least so far."""
    # A few at random are nearly always choice enough; looking at all each time is quadratic in the length.
    some: list[int] = rng.integers(len(unused), size=N_REPEAT_CANDIDATES).tolist()
    away = [index for index in some if unused[index].table not in near]
    away = away or [index for index, showing in enumerate(unused) if showing.table not in near]
    return min(away or some, key=lambda index: repeats_of[unused[index].pair])
