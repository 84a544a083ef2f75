"""AdamW over what is learnt, and its state by name, as tensors that a safetensors file holds."""

from collections.abc import Iterable, Mapping

import torch

from modelhub.engine.train.config import TrainingConfig

BETAS = (0.9, 0.95)
_MOMENTS = ("exp_avg", "exp_avg_sq")
Named = Iterable[tuple[str, torch.nn.Parameter]]


def make_optimiser(learnt: Named, config: TrainingConfig) -> torch.optim.AdamW:
    """Return the optimiser; only matrices decay. Fused: nothing of a parameter's size is allocated besides the moments."""
    parameters = [parameter for _, parameter in learnt]
    groups = [
        {"params": [one for one in parameters if one.ndim > 1], "weight_decay": config.weight_decay},
        {"params": [one for one in parameters if one.ndim <= 1], "weight_decay": 0.0},
    ]
    filled = [group for group in groups if group["params"]]
    return torch.optim.AdamW(filled, lr=config.highest_rate, betas=BETAS, fused=True)


def set_rate(optimiser: torch.optim.AdamW, rate: float) -> None:
    """Let the next step go at this rate."""
    for group in optimiser.param_groups:
        group["lr"] = rate


def moments(optimiser: torch.optim.AdamW, learnt: Named) -> dict[str, torch.Tensor]:
    """Return the optimiser's state behind at least one step."""
    return {f"{name}:{moment}": optimiser.state[parameter][moment] for name, parameter in learnt for moment in _MOMENTS}


def restore_moments(
    optimiser: torch.optim.AdamW, learnt: Named, kept: Mapping[str, torch.Tensor], *, n_steps: int
) -> None:
    """Put the state back as it was after `n_steps`. Raises KeyError for a name that is missing."""
    for name, parameter in learnt:
        state = {moment: kept[f"{name}:{moment}"].to(parameter.device) for moment in _MOMENTS}
        step = torch.tensor(float(n_steps), device=parameter.device)
        optimiser.state[parameter] = {"step": step, **state}
