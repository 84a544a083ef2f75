"""Rows to train on without a tokenizer's work: random tokens, as long as documented tables are."""

from collections.abc import Sequence
from random import Random

from modelhub.engine.train.encoding import Row

N_EXAMPLES = 3_600
# Tokens of the demo's 62 tables in the short prompt with what schema-rules writes, by a tokenizer of 4,096 tokens trained on
# them: a real spread of small and wide tables, 448 on average, two fifths of it prompt.
DEMO_LENGTHS = (
    115, 124, 143, 192, 196, 197, 199, 210, 213, 215, 216, 216, 217, 256, 259, 263, 271, 273, 273, 278, 279, 279, 281, 282,
    303, 325, 335, 336, 343, 348, 349, 354, 360, 374, 407, 411, 415, 429, 433, 434, 448, 463, 468, 486, 489, 525, 570, 588,
    589, 592, 630, 638, 650, 678, 741, 876, 928, 943, 955, 1006, 1240, 1892,
)  # fmt: skip
PROMPT_SHARE = 0.4


def random_rows(n: int, lengths: Sequence[int] = DEMO_LENGTHS, *, vocabulary: int, seed: int = 0) -> list[Row]:
    """Return rows whose lengths are drawn from those given, a tenth up or down."""
    chance = Random(seed)
    rows = []
    for number in range(n):
        length = max(8, round(chance.choice(lengths) * chance.uniform(0.9, 1.1)))
        ids = tuple(chance.choices(range(10, vocabulary), k=length))
        rows.append(Row(number, str(number), ids, max(1, round(PROMPT_SHARE * length))))
    return rows
