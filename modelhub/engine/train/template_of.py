"""Which prompt template a dataset was made with, checked row by row: a model is to be asked as it was taught."""

import json
from collections.abc import Iterable, Sequence

from modelhub.engine.prompts import TEMPLATES, PromptTemplate
from modelhub.engine.records import ColumnRecord, RecordError, TableRecord, table_from_json
from modelhub.engine.text_model import Message
from modelhub.engine.train.examples import TrainingExample
from modelhub.engine.train.refusal import TrainingRefused


def template_of(
    examples: Sequence[TrainingExample], templates: Iterable[PromptTemplate] = tuple(TEMPLATES.values())
) -> str | None:
    """Return the digest of that one of the templates; None where rows bring no tables, or prompts of their own.

    Raises TrainingRefused where most rows follow a template and some do not.
    """
    with_tables = [example for example in examples if example.table]
    if not with_tables:
        return None
    for template in templates:
        if not _follows(with_tables[0], template):
            continue
        others = [example.line for example in with_tables if not _follows(example, template)]
        if others:
            lines = ", ".join(map(str, others[:20]))
            raise TrainingRefused(
                f"{len(others)} prompts differ from what the template {template.name!r} makes of their tables, unlike the "
                f"first one: lines {lines}. Make the dataset anew, or leave the tables out of its rows."
            )
        return template.digest
    return None


def _follows(example: TrainingExample, template: PromptTemplate) -> bool:
    try:
        table = table_from_json(example.table)
    except RecordError:
        return False
    messages = template.messages(table, _asked(example, table))
    return example.messages in (messages, (Message("user", "\n\n".join(one.content for one in messages)),))


def _asked(example: TrainingExample, table: TableRecord) -> Sequence[ColumnRecord]:
    """Return the columns that the answer is about: of wide tables a row asks for a part only."""
    try:
        said = json.loads(example.completion)["columns"].keys()
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return table.columns
    return [column for column in table.columns if column.name in said]
