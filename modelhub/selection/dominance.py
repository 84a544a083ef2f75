"""Which options another one makes superfluous: it costs no more, and a study has shown that it is not worse."""

from collections.abc import Iterable, Mapping, Sequence, Set
from decimal import Decimal
from itertools import groupby
from operator import attrgetter

from modelhub.selection.evidence import Comparison

Pairs = Mapping[tuple[int, int], Sequence[Comparison]]


def dominators(
    costs: Mapping[int, Decimal | None], usable: Set[int], found: Sequence[Comparison]
) -> Mapping[int, Sequence[int]]:
    """Return the versions that dominate another one, by the key of that one.

    B dominates A if B may be used, a study that judged both shows B not worse than A, no study shows A better than B,
    and B is cheaper; at the same cost B must be shown better. What is unknown dominates nothing and is not dominated: a
    cost, or a pair that no study judged. Two win rates against a third version are no such study: tables and raters
    differ between studies, and win rates are not transitive.
    """
    pairs = _by_pair(found)
    beaten: dict[int, list[int]] = {}
    for one, other in pairs:
        if one in usable and _dominates(one, other, costs, pairs):
            beaten.setdefault(other, []).append(one)
    return beaten


def _dominates(one: int, other: int, costs: Mapping[int, Decimal | None], pairs: Pairs) -> bool:
    own, its = costs.get(one), costs.get(other)
    if own is None or its is None or own > its:
        return False
    if any(pair.better for pair in pairs.get((other, one), ())):
        return False
    return _shows(pairs[one, other], "not_worse" if own < its else "better")


def _shows(pairs: Iterable[Comparison], claim: str) -> bool:
    """Tell whether some study shows it, between all arms that the two versions have in that study."""
    shown, study = attrgetter(claim), attrgetter("study.hex")
    return any(all(map(shown, same)) for _, same in groupby(sorted(pairs, key=study), key=study))


def _by_pair(found: Iterable[Comparison]) -> Pairs:
    pairs: dict[tuple[int, int], list[Comparison]] = {}
    for pair in found:
        pairs.setdefault((pair.version, pair.than), []).append(pair)
    return pairs
