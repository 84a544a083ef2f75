"""A batch of rows that a model goes through together: join, step, drop. Nothing here chooses a token."""

from collections.abc import Sequence
from typing import cast

import torch
from transformers import PreTrainedModel

from modelhub.engine.local.slab import SLACK, Slab


class Batch:
    """Rows aligned at their last token; shorter ones are padded on the left, and the padding is masked."""

    def __init__(self, model: PreTrainedModel, *, pad: int) -> None:
        self.model, self.pad = model, pad
        self.device = input_device(model)
        self.lengths: list[int] = []
        self._slab = Slab(n_layers(model))

    def __len__(self) -> int:
        return len(self.lengths)

    @property
    def is_full(self) -> bool:
        """Whether the next step has to lay the block out anew."""
        return self._slab.end == self._slab.n_slots

    @property
    def size_when_grown(self) -> int:
        """How many tokens the block holds once it is laid out anew."""
        return len(self) * (max(self.lengths) + SLACK)

    def fits(self, prompt_length: int) -> bool:
        """Whether a prompt can join the rows there are: it may not be longer than the longest row."""
        return not self.lengths or prompt_length <= max(self.lengths)

    def reserve(self, n_rows: int, length: int) -> None:
        """Make room for so many rows of so many tokens; the rows there are stay."""
        self._slab.reshape(n_rows, max([length, *self.lengths]) + SLACK, keep_rows=len(self))

    @torch.inference_mode()
    def join(self, prompts: Sequence[Sequence[int]]) -> torch.Tensor:
        """Add rows and return the logits behind their last tokens, [new rows, vocabulary]."""
        slab, longest = self._slab, max(map(len, prompts))
        first, last = len(self), len(self) + len(prompts)
        if last > slab.n_rows or max(slab.end, longest) > slab.n_slots:
            self.reserve(max(last, slab.n_rows), max(longest, slab.n_slots - SLACK))
        end = slab.end if self.lengths else longest
        slab.show((first, last), end - longest, end - longest)
        lengths = torch.tensor([len(prompt) for prompt in prompts])
        ids = torch.tensor([[self.pad] * (longest - len(prompt)) + list(prompt) for prompt in prompts])
        logits = self._forward(ids, lengths, longest)
        self.lengths += lengths.tolist()
        self._show_all(end)
        return logits

    @torch.inference_mode()
    def step(self, tokens: Sequence[int]) -> torch.Tensor:
        """Add one token to every row and return the logits behind it, [rows, vocabulary]."""
        if self.is_full:
            self.reserve(len(self), 0)
        self.lengths = [length + 1 for length in self.lengths]
        logits = self._forward(torch.tensor(tokens)[:, None], torch.tensor(self.lengths), 1)
        self._show_all(self._slab.end + 1)
        return logits

    @torch.inference_mode()
    def drop(self, rows: Sequence[int]) -> list[int]:
        """Take rows out; return, for each row that stays, the number that it had. The last ones fill the gaps."""
        gone = set(rows)
        order = [row for row in range(len(self)) if row not in gone]
        n_left = len(order)
        gaps = [row for row in range(n_left) if row in gone]
        movers = order[n_left - len(gaps) :]
        if gaps:
            self._slab.move(movers, gaps)
        kept = list(range(n_left))
        for gap, mover in zip(gaps, movers, strict=True):
            kept[gap] = mover
        self.lengths = [self.lengths[row] for row in kept]
        self._show_all(self._slab.end if kept else 0)
        return kept

    def _show_all(self, end: int) -> None:
        self._slab.show((0, len(self)), end - max(self.lengths, default=0), end)

    def _forward(self, ids: torch.Tensor, lengths: torch.Tensor, n_new: int) -> torch.Tensor:
        """Run the model on [rows, n_new] ids; `lengths` are the rows' with them."""
        width = self._slab.get_seq_length() + n_new
        ids, lengths = ids.to(self.device), lengths.to(self.device)
        slots = torch.arange(width, device=self.device)
        first = (width - lengths)[:, None]
        # A padded place needs some position; it is masked wherever it is looked at.
        positions = (slots[-n_new:] - first).clamp(min=0)
        output = self.model(
            input_ids=ids,
            attention_mask=(slots >= first).long(),
            position_ids=positions,
            past_key_values=self._slab,
            # MPT's configuration says False, which would compute every token anew at every step.
            use_cache=True,
            logits_to_keep=1,
        )
        logits: torch.Tensor = output.logits[:, -1]
        return logits


def n_layers(model: PreTrainedModel) -> int:
    """Return how many layers have keys and values."""
    return int(model.config.get_text_config().num_hidden_layers)


def embedding(model: PreTrainedModel) -> torch.Tensor:
    """Return the weights that turn tokens into numbers, [vocabulary, width]."""
    return cast(torch.Tensor, model.get_input_embeddings().weight)


def input_device(model: PreTrainedModel) -> torch.device:
    """Return where a model's tokens go in; of weights that are kept elsewhere, the hooks bring them to the CPU."""
    device = embedding(model).device
    return torch.device("cpu") if device.type == "meta" else device
