"""Which calls a table needs: wide ones are split, and every prompt is fitted to the context."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from modelhub.engine.prompts import PromptTemplate
from modelhub.engine.records import ColumnRecord, TableRecord
from modelhub.engine.table_text import Shown, leaves_out
from modelhub.engine.text_model import GenerationConfig, Message

# What is shown of a table, until its prompt fits.
LADDER = (Shown(), Shown(max_others=20), Shown(max_type=40, max_others=0))
# An answer's limits in tokens: far above what good texts take, so that only runaway ones meet them.
FOR_DESCRIPTION, FOR_COMMENT = 256, 64
# With less room than this, texts would be cut.
LEAST_DESCRIPTION, LEAST_COMMENT = 96, 32

CountTokens = Callable[[tuple[Message, ...]], int]


class DoesNotFit(Exception):
    """Not even one column fits the context."""


@dataclass(frozen=True, slots=True)
class Call:
    """One prompt, the columns it asks for, and whether something of them had to be left out."""

    messages: tuple[Message, ...]
    columns: tuple[str, ...]
    max_new_tokens: int
    cut: bool


def plan_calls(
    table: TableRecord,
    columns: Sequence[ColumnRecord],
    *,
    template: PromptTemplate,
    config: GenerationConfig,
    count: CountTokens,
) -> list[Call]:
    """Return the calls that document these columns; without columns, one for the description. Raises DoesNotFit."""
    step = config.columns_per_call
    parts = [columns[start : start + step] for start in range(0, len(columns), step)] or [()]
    return [call for part in parts for call in _fitted(table, part, template, config, count)]


def _fitted(
    table: TableRecord,
    part: Sequence[ColumnRecord],
    template: PromptTemplate,
    config: GenerationConfig,
    count: CountTokens,
) -> Iterator[Call]:
    for shown in LADDER:
        messages = template.messages(table, part, shown)
        room = config.max_new_tokens
        if config.context_length is not None:
            room = min(room, config.context_length - count(messages))
        if room >= _needed(part, LEAST_DESCRIPTION, LEAST_COMMENT):
            limit = min(room, _needed(part, FOR_DESCRIPTION, FOR_COMMENT))
            yield Call(messages, tuple(column.name for column in part), limit, leaves_out(table, part, shown))
            return
    if len(part) < 2:
        raise DoesNotFit
    middle = len(part) // 2
    yield from _fitted(table, part[:middle], template, config, count)
    yield from _fitted(table, part[middle:], template, config, count)


def _needed(part: Sequence[ColumnRecord], description: int, comment: int) -> int:
    # A name is written again in the answer, in rare scripts a token per byte.
    return description + sum(comment + len(column.name.encode()) // 2 for column in part)
