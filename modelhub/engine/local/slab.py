"""Keys and values of a batch in one block per layer, written in place: rows come and go, nothing is concatenated."""

from collections.abc import Sequence
from typing import Any

import torch
from transformers.cache_utils import Cache, DynamicLayer

SLACK = 128


class Slab(Cache):
    """A cache of rows whose last tokens stand in one slot: row i fills the slots from `end - length[i]` to `end`.

    The model sees the rows and slots of the present window only. Rows in use are always the first ones.
    """

    def __init__(self, n_layers: int) -> None:
        self.first_row, self.last_row = 0, 0
        self.start, self.end = 0, 0
        self.n_rows, self.n_slots = 0, 0
        self.blocks = [_Layer(self) for _ in range(n_layers)]
        super().__init__(layers=list(self.blocks))

    def reshape(self, n_rows: int, n_slots: int, *, keep_rows: int) -> None:
        """Have room for so many rows and slots; the window of the first `keep_rows` rows moves to the first slots."""
        width = self.end - self.start
        for block in self.blocks:
            block.reshape(n_rows, n_slots, keep_rows, slice(self.start, self.end))
        self.n_rows, self.n_slots = n_rows, n_slots
        self.start, self.end = 0, width

    def show(self, rows: tuple[int, int], start: int, end: int) -> None:
        """Let the model see these rows and slots; what it writes next goes behind `end`."""
        self.first_row, self.last_row = rows
        self.start, self.end = start, end

    def move(self, sources: Sequence[int], targets: Sequence[int]) -> None:
        """Copy whole rows onto others."""
        for block in self.blocks:
            block.move(sources, targets, slice(self.start, self.end))


class _Layer(DynamicLayer):
    """One layer's block of [rows, heads, slots, width of a head]."""

    def __init__(self, slab: Slab) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.slab = slab
        self.block: tuple[torch.Tensor, torch.Tensor] | None = None

    def reshape(self, n_rows: int, n_slots: int, keep_rows: int, window: slice) -> None:
        if self.block is None:
            return
        old, self.block = self.block, None
        new = []
        for tensor in old:
            made = tensor.new_zeros(n_rows, tensor.shape[1], n_slots, tensor.shape[3])
            kept = tensor[:keep_rows, :, window]
            made[:keep_rows, :, : kept.shape[2]] = kept
            new.append(made)
        self.block = (new[0], new[1])

    def move(self, sources: Sequence[int], targets: Sequence[int], window: slice) -> None:
        for tensor in self.block or ():
            tensor[list(targets), :, window] = tensor[list(sources), :, window]

    def update(
        self, key_states: torch.Tensor, value_states: torch.Tensor, *_: Any, **__: Any
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Write behind the window's end and return the window with what was written."""
        slab, n_new = self.slab, key_states.shape[2]
        if self.block is None:
            self.block = (self._made(key_states), self._made(value_states))
            self.is_initialized, self.dtype, self.device = True, key_states.dtype, key_states.device
        rows, written = slice(slab.first_row, slab.last_row), slice(slab.end, slab.end + n_new)
        for tensor, states in zip(self.block, (key_states, value_states), strict=True):
            tensor[rows, :, written] = states
        seen = slice(slab.start, slab.end + n_new)
        return self.block[0][rows, :, seen], self.block[1][rows, :, seen]

    def _made(self, states: torch.Tensor) -> torch.Tensor:
        return states.new_zeros(self.slab.n_rows, states.shape[1], self.slab.n_slots, states.shape[3])

    def get_seq_length(self) -> int:
        """Return how many slots the model has behind it."""
        return self.slab.end - self.slab.start
