"""The loss on completions only; logits are computed for their tokens alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import torch
from torch.nn import functional
from torch.utils.checkpoint import checkpoint
from transformers import PreTrainedModel

from modelhub.engine.local.batch import embedding, input_device
from modelhub.engine.train.encoding import Row

# More logits than this are computed in parts, and again for the backward pass: 2²⁸ of them in float32 are 1 GB.
MAX_LOGITS = 2**28
TOLERANCE = 2e-2


@dataclass(frozen=True, slots=True)
class Inputs:
    """A micro-batch on its device: ids [rows, longest], the places whose next token is learnt, and these tokens."""

    ids: torch.Tensor
    places: torch.Tensor
    targets: torch.Tensor


def inputs_of(rows: Sequence[Row], *, pad: int, device: torch.device) -> Inputs:
    """Pad rows on the right: a causal model's real tokens never see what stands behind them, so no mask is needed."""
    longest = max(map(len, rows))
    ids = torch.tensor([[*row.ids, *[pad] * (longest - len(row))] for row in rows])
    places = [
        number * longest + place for number, row in enumerate(rows) for place in range(row.n_prompt - 1, len(row) - 1)
    ]
    targets = [token for row in rows for token in row.ids[row.n_prompt :]]
    return Inputs(_to(ids, device), _to(torch.tensor(places), device), _to(torch.tensor(targets), device))


class CompletionLoss:
    """The summed cross-entropy of a model's completions.

    Where body and head apart give the model's own logits, the head sees only what is learnt. Families that change logits
    behind their head (caps, scales) are noticed, and go through the whole model.
    """

    def __init__(self, model: PreTrainedModel) -> None:
        self._model = model
        self.is_selective = _is_plain(model)

    def sum_of(self, inputs: Inputs) -> torch.Tensor:
        """Return the sum over the targets, a float32 scalar."""
        if not self.is_selective:
            logits = self._model(input_ids=inputs.ids, use_cache=False).logits.flatten(0, 1)
            return _cross_entropy(logits.index_select(0, inputs.places), inputs.targets)
        hidden = _body(self._model)(input_ids=inputs.ids, use_cache=False).last_hidden_state
        hidden = hidden.flatten(0, 1).index_select(0, inputs.places)
        return self._in_parts(hidden, inputs.targets)

    def _in_parts(self, hidden: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        n_rows = max(1, MAX_LOGITS // embedding(self._model).shape[0])
        if len(hidden) <= n_rows:
            return self._head_loss(hidden, targets)
        parts = zip(torch.split(hidden, n_rows), torch.split(targets, n_rows), strict=True)
        return torch.stack(
            [checkpoint(self._head_loss, part, wanted, use_reentrant=False) for part, wanted in parts]
        ).sum()

    def _head_loss(self, hidden: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        return _cross_entropy(_head(self._model)(hidden), targets)


def _cross_entropy(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    return functional.cross_entropy(logits.float(), targets, reduction="sum")


def _body(model: PreTrainedModel) -> torch.nn.Module:
    return model.base_model


def _head(model: PreTrainedModel) -> Any:
    return model.get_output_embeddings()


@torch.no_grad()
def _is_plain(model: PreTrainedModel) -> bool:
    """Compare body and head with the whole model on a few random tokens."""
    if _body(model) is model or not isinstance(_head(model), torch.nn.Module):
        return False
    tokens = Random(0).choices(range(embedding(model).shape[0]), k=11)  # noqa: S311
    ids = torch.tensor([tokens], device=input_device(model))
    was_training = model.training
    model.eval()
    try:
        whole = model(input_ids=ids, use_cache=False).logits.float()
        apart = _head(model)(_body(model)(input_ids=ids, use_cache=False).last_hidden_state).float()
    except (TypeError, AttributeError, RuntimeError):
        return False
    finally:
        model.train(was_training)
    # Not (… > limit): a NaN must not pass; weights with NaN are found by the first step.
    return whole.shape == apart.shape and bool((whole - apart).norm() <= TOLERANCE * whole.norm())


def _to(tensor: torch.Tensor, device: torch.device) -> torch.Tensor:
    return tensor.pin_memory().to(device, non_blocking=True) if device.type == "cuda" else tensor.to(device)
