"""Names and types that read like instructions to a model: they stay data, and the engineer is told."""

import re

from modelhub.engine.records import TableRecord

MAX_SHOWN = 80
_INSTRUCTION = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instruction|prompt|above|previous|prior|rules?|everything)"
    r"|\b(?:system|developer)\s+(?:prompt|message|instruction)"
    r"|\byou\s+(?:are|must|should|will)\s+(?:now|a|an|not|always|never|answer|respond|write|say)\b"
    r"|\b(?:respond|reply|answer)\s+(?:only|with|exactly)\b"
    r"|\bas\s+an?\s+(?:ai|assistant|language\s+model)\b|\bjailbreak\b"
    r"|<\|[^|\s]{1,40}\|>|\[/?inst\]|<</?sys>>|</?s>|<(?:start|end)_of_turn>|^(?:system|assistant|user)\s*:",
    re.IGNORECASE | re.DOTALL,
)


def suspicious(table: TableRecord) -> tuple[str, ...]:
    """Return a note for each name or type of a table that seems to speak to the model."""
    texts = [("the table's name", table.name), ("the dialect", table.dialect)]
    for column in table.columns:
        texts += [
            ("a column's name", column.name),
            ("a column's type", column.type),
            ("a reference", column.references),
        ]
    return tuple(
        f"{what} reads like an instruction to the model: {text[:MAX_SHOWN]!r}" for what, text in texts if _speaks(text)
    )


def _speaks(text: str) -> bool:
    return bool(_INSTRUCTION.search(text) or _INSTRUCTION.search(re.sub(r"[_\-.]+", " ", text)))
