"""The learning rate of a step: a linear warm-up, then half a cosine."""

import math

from modelhub.engine.train.config import TrainingConfig


def learning_rate(step: int, n_steps: int, config: TrainingConfig) -> float:
    """Return the rate of step 1 … n_steps; a function of the step alone, so that a resumed training needs no state of it."""
    n_warm = math.ceil(config.warmup_share * n_steps)
    if step <= n_warm:
        return config.highest_rate * step / n_warm
    share = (step - n_warm) / max(n_steps - n_warm, 1)
    least = config.final_rate_share
    return config.highest_rate * (least + (1 - least) * 0.5 * (1 + math.cos(math.pi * share)))
