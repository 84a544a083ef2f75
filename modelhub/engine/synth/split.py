"""Which industries a model is trained on, and which it never sees before it is measured."""

import hashlib
from collections.abc import Iterable, Mapping

from modelhub.engine.synth.brief import Industry

# Of a hundred subsectors; at least one each, where there are three or more.
_PER_CENT = {"test": 5, "validation": 5}
_FEWEST = 3


def split_industries(industries: Iterable[Industry], *, seed: int) -> Mapping[str, str]:
    """Return the split of each subsector (`Industry.group`): 90 % train, 5 % validation, 5 % test, by hash with the seed.

    Codes of one subsector stay together, so that a test industry has no close relative among the trained ones. A
    whole sector beside subsectors is always trained on; `Briefs` leaves it out.
    """
    groups = {industry.group for industry in industries}
    ranked = sorted((group for group in groups if len(group) == _FEWEST), key=lambda group: _hash(group, seed))
    splits = dict.fromkeys(sorted(groups), "train")
    if len(ranked) < _FEWEST:
        ranked = sorted(groups, key=lambda group: _hash(group, seed))
    if len(ranked) < _FEWEST:
        return splits
    for split, per_cent in _PER_CENT.items():
        n = max(1, round(len(ranked) * per_cent / 100))
        splits.update(dict.fromkeys(ranked[:n], split))
        ranked = ranked[n:]
    return splits


def _hash(group: str, seed: int) -> str:
    return hashlib.sha256(f"{seed}:{group}".encode()).hexdigest()
