"""Rows of a batch get the logits that they get alone, whoever joins and leaves."""

from pathlib import Path
from random import Random

import pytest
import torch
from transformers import AutoModelForCausalLM, PreTrainedModel

from modelhub.engine.local.batch import Batch

FAMILIES = ("llama", "gpt2", "mpt")
VOCABULARY = 1024


class Rows:
    """Rows in a batch, and their tokens so far."""

    def __init__(self, model: PreTrainedModel) -> None:
        self.model, self.batch, self.chance = model, Batch(model, pad=1), Random(3)
        self.tokens: list[list[int]] = []

    def join(self, *lengths: int) -> float:
        new = [self.chance.choices(range(VOCABULARY), k=length) for length in lengths]
        self.tokens += new
        return self._worst(new, self.batch.join(new))

    def step(self, n_steps: int = 1) -> float:
        return max(self._stepped() for _ in range(n_steps))

    def drop(self, *rows: int) -> None:
        self.tokens = [self.tokens[row] for row in self.batch.drop(rows)]

    def _stepped(self) -> float:
        added = self.chance.choices(range(VOCABULARY), k=len(self.tokens))
        for row, token in zip(self.tokens, added, strict=True):
            row.append(token)
        return self._worst(self.tokens, self.batch.step(added))

    @torch.inference_mode()
    def _worst(self, rows: list[list[int]], logits: torch.Tensor) -> float:
        alone = [self.model(input_ids=torch.tensor([row]), use_cache=False).logits[0, -1] for row in rows]
        return float((torch.stack(alone) - logits).abs().max())


@pytest.fixture(params=FAMILIES)
def rows(request: pytest.FixtureRequest, tiny_folder: Path) -> Rows:
    model = AutoModelForCausalLM.from_pretrained(tiny_folder / request.param)
    model.eval()
    return Rows(model)


def test_rows_of_different_lengths_get_the_logits_they_get_alone(rows: Rows) -> None:
    assert rows.join(40, 7, 33, 1) < 1e-5
    assert rows.step(5) < 1e-5


def test_rows_that_join_and_leave_change_nothing_for_the_others(rows: Rows) -> None:
    rows.join(40, 7, 33)
    rows.step(3)
    rows.drop(0)
    assert rows.join(21, 4) < 1e-5
    assert rows.step(3) < 1e-5
    rows.drop(1, 3)
    assert rows.join(9) < 1e-5
    assert rows.step(2) < 1e-5


def test_a_batch_that_outgrows_its_room_goes_on(rows: Rows) -> None:
    rows.join(5, 3)
    room = rows.batch._slab.n_slots
    rows.step(room)
    assert rows.step(2) < 1e-5
    assert rows.batch._slab.n_slots > room


def test_a_batch_that_is_emptied_starts_anew(rows: Rows) -> None:
    rows.join(30, 20)
    rows.drop(0, 1)
    assert len(rows.batch) == 0
    assert rows.join(50, 2) < 1e-5
    assert rows.step(2) < 1e-5
