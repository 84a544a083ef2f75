"""Is a model's text in a batch what it is alone? Some families are silently wrong, so every model is asked first."""

from enum import IntEnum
from random import Random

import torch
from transformers import PreTrainedModel

from modelhub.engine.local.batch import Batch, embedding, input_device

# Families for which rows that join a running batch were compared with rows alone in our tests.
ROLLING_FAMILIES = frozenset({"llama", "mistral", "qwen2", "qwen3", "mpt", "gpt2"})
LONGEST, N_STEPS = 23, 3
# Of the logits' own length. Rounding stays far below; a wrong mask or position is of the order of one.
TOLERANCE = {torch.float32: 1e-3, torch.float16: 5e-2, torch.bfloat16: 1e-1}


class Batching(IntEnum):
    """What a model can be trusted with; each includes those before it."""

    ONE_BY_ONE = 0
    # Rows of different lengths that begin together.
    TOGETHER = 1
    # Rows that join others which are under way.
    ROLLING = 2


def probe(model: PreTrainedModel, *, pad: int) -> Batching:
    """Compare logits of rows in a batch with those of the same rows alone and without a cache. Raises ValueError."""
    compare = _Comparison(model, pad)
    if not compare.agrees([LONGEST], joining=[]):
        raise ValueError("its texts with a cache differ from those without")
    if not compare.agrees([LONGEST, 11, 17], joining=[]):
        return Batching.ONE_BY_ONE
    listed = model.config.model_type in ROLLING_FAMILIES
    return Batching.ROLLING if listed and compare.agrees([LONGEST, 11, 17], joining=[14, 5]) else Batching.TOGETHER


class _Comparison:
    """Rows of random tokens, the same tokens in a batch and alone."""

    def __init__(self, model: PreTrainedModel, pad: int) -> None:
        self._model, self._pad = model, pad
        self._limit = TOLERANCE.get(model.dtype, 1e-3)

    def agrees(self, lengths: list[int], *, joining: list[int]) -> bool:
        """Whether every row's logits are right at every step; `joining` rows come when the first row has left."""
        chance, batch = Random(len(lengths)), Batch(self._model, pad=self._pad)  # noqa: S311
        rows = [self._tokens(chance, length) for length in lengths]
        right = self._are_right(rows, batch.join(rows))
        right &= self._steps(batch, rows, chance)
        if joining:
            kept = [rows[number] for number in batch.drop([0])]
            new = [self._tokens(chance, length) for length in joining]
            right &= self._are_right(new, batch.join(new))
            right &= self._steps(batch, kept + new, chance)
        return right

    def _steps(self, batch: Batch, rows: list[list[int]], chance: Random) -> bool:
        right = True
        for _ in range(N_STEPS):
            tokens = self._tokens(chance, len(rows))
            for row, token in zip(rows, tokens, strict=True):
                row.append(token)
            right &= self._are_right(rows, batch.step(tokens))
        return right

    @torch.inference_mode()
    def _are_right(self, rows: list[list[int]], logits: torch.Tensor) -> bool:
        for row, seen in zip(rows, logits, strict=True):
            ids = torch.tensor([row], device=input_device(self._model))
            alone = self._model(input_ids=ids, use_cache=False, logits_to_keep=1).logits[0, -1]
            # Not (… > limit): a NaN must not pass.
            if not (seen - alone).float().norm() <= self._limit * alone.float().norm():
                return False
        return True

    def _tokens(self, chance: Random, n_tokens: int) -> list[int]:
        return chance.choices(range(embedding(self._model).shape[0]), k=n_tokens)
