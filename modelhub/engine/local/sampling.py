"""Choosing tokens: the likeliest, or drawn by a number that belongs to the request alone."""

import hashlib
from random import Random

import torch

from modelhub.engine.text_model import Sampling, TextRequest


def random_of(request: TextRequest, sampling: Sampling) -> Random:
    """Return the request's own source of numbers: seed and prompt decide, not the batch that it happens to be in."""
    parts = (str(sampling.seed), *(f"{message.role}\0{message.content}" for message in request.messages))
    return Random(hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).digest())  # noqa: S311


@torch.inference_mode()
def choose(logits: torch.Tensor, sampling: Sampling, draws: list[float]) -> list[int]:
    """Return one token per row of [rows, vocabulary]; `draws` are numbers from 0 to 1, one per row, unless greedy."""
    if sampling.temperature <= 0:
        return [int(token) for token in logits.argmax(dim=-1).tolist()]
    chances = torch.softmax(logits.float() / sampling.temperature, dim=-1)
    if sampling.top_p < 1:
        chances = chances * (chances >= _least_kept(chances, sampling.top_p))
    # In the vocabulary's order, not by chance: there, rounding could swap two neighbours, and another token be drawn.
    summed = chances.cumsum(dim=-1)
    # Just below one: rounded up to it, a draw would lie behind the last token.
    drawn = torch.tensor(draws, device=logits.device, dtype=summed.dtype)[:, None].clamp(max=1 - 1e-6) * summed[:, -1:]
    places = torch.searchsorted(summed, drawn, right=True).clamp(max=chances.shape[-1] - 1)
    return [int(token) for token in places[:, 0].tolist()]


def _least_kept(chances: torch.Tensor, top_p: float) -> torch.Tensor:
    """Return per row the smallest chance among the likeliest tokens that make up `top_p` together, at least one."""
    ordered = chances.sort(dim=-1, descending=True).values
    n_kept = (ordered.cumsum(dim=-1) - ordered < top_p).sum(dim=-1, keepdim=True).clamp(min=1)
    return ordered.gather(-1, n_kept - 1)
