"""Rows to train on without a tokenizer's work: random tokens, of given lengths."""

from collections.abc import Sequence
from random import Random

from modelhub.engine.train.encoding import Row

N_EXAMPLES = 3_600
# Of documented tables in the short prompt.
PROMPT_SHARE = 0.4


def random_rows(n: int, lengths: Sequence[int], *, vocabulary: int, seed: int = 0) -> list[Row]:
    """Return rows whose lengths are drawn from those given, a tenth up or down."""
    chance = Random(seed)
    rows = []
    for number in range(n):
        length = max(8, round(chance.choice(lengths) * chance.uniform(0.9, 1.1)))
        ids = tuple(chance.choices(range(10, vocabulary), k=length))
        rows.append(Row(number, str(number), ids, max(1, round(PROMPT_SHARE * length))))
    return rows
