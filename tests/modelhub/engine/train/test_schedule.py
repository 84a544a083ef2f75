"""The learning rate: up in a line, down along a cosine."""

import math

import pytest

from modelhub.engine.train.config import TrainingConfig
from modelhub.engine.train.schedule import learning_rate

CONFIG = TrainingConfig(learning_rate=1.0, warmup_share=0.1, final_rate_share=0.2)


def test_rate_rises_in_a_line_and_ends_at_its_share() -> None:
    rates = [learning_rate(step, 100, CONFIG) for step in range(1, 101)]

    assert rates[:10] == pytest.approx([step / 10 for step in range(1, 11)])
    assert rates[-1] == pytest.approx(0.2)
    # Half of the way behind the warm-up: the middle between both ends.
    assert rates[54] == pytest.approx(0.2 + 0.8 * 0.5 * (1 + math.cos(math.pi / 2)))
    assert rates[9:] == sorted(rates[9:], reverse=True)


def test_a_training_of_one_step_has_a_rate() -> None:
    assert learning_rate(1, 1, CONFIG) == 1.0
