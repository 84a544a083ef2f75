"""A tiny model learns to write documentation in a minute or two on a CPU: words in the right place, and hardly sense."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedTokenizerBase

from modelhub.engine.prompts import SHORT, PromptTemplate
from modelhub.engine.records import DocumentationRecord, TableRecord

IGNORED = -100
LEARNING_RATE = 3e-3


@dataclass(frozen=True, slots=True)
class Lessons:
    """How a tiny model is taught; `rows` examples per step."""

    n_steps: int = 150
    rows: int = 8
    max_tokens: int = 768
    seed: int = 0


Example = tuple[TableRecord, DocumentationRecord]


def teach(
    directory: Path,
    examples: Sequence[Example],
    *,
    template: PromptTemplate = SHORT,
    lessons: Lessons = Lessons(),
) -> float:
    """Train the model in a directory on examples, in place, and return the last loss. The loss is on the answers only."""
    model, tokenizer = AutoModelForCausalLM.from_pretrained(directory), AutoTokenizer.from_pretrained(directory)
    rows = [_row(tokenizer, template, example)[: lessons.max_tokens] for example in examples]
    chance = Random(lessons.seed)  # noqa: S311
    torch.manual_seed(lessons.seed)
    optimizer = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, LEARNING_RATE, total_steps=lessons.n_steps)
    loss = torch.tensor(float("nan"))
    model.train()
    for _ in range(lessons.n_steps):
        ids, labels = _batch(chance.sample(rows, min(lessons.rows, len(rows))), tokenizer.pad_token_id)
        loss = model(input_ids=ids, attention_mask=(ids != tokenizer.pad_token_id).long(), labels=labels).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
    model.eval()
    model.save_pretrained(directory)
    return float(loss.detach())


def example_texts(examples: Sequence[Example], template: PromptTemplate = SHORT) -> list[str]:
    """Return prompts and answers of examples as texts, for a tokenizer to be trained on."""
    return [text for example in examples for text in _texts(template, example)]


def _texts(template: PromptTemplate, example: Example) -> tuple[str, str]:
    table, documentation = example
    prompt = "\n\n".join(message.content for message in template.messages(table, table.columns))
    answer = {"description": documentation.description, "columns": dict(documentation.comments)}
    return prompt, json.dumps(answer, ensure_ascii=False)


def _row(tokenizer: PreTrainedTokenizerBase, template: PromptTemplate, example: Example) -> list[tuple[int, int]]:
    """Return (token, label) pairs: the prompt's labels are ignored."""
    asked, said = (tokenizer(text, add_special_tokens=False)["input_ids"] for text in _texts(template, example))
    return [*((token, IGNORED) for token in asked), *((token, token) for token in [*said, tokenizer.eos_token_id])]


def _batch(rows: Sequence[list[tuple[int, int]]], pad: int) -> tuple[torch.Tensor, torch.Tensor]:
    longest = max(map(len, rows))
    padded = torch.tensor([row + [(pad, IGNORED)] * (longest - len(row)) for row in rows])
    return padded[..., 0], padded[..., 1]
