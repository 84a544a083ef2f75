"""One accepted example, and the lines of training data that it makes: exactly what a run would ask and force."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from random import Random

from modelhub.engine.prompts import SHORT, PromptTemplate
from modelhub.engine.records import ColumnRecord, DocumentationRecord, TableRecord, table_to_json
from modelhub.engine.synth.brief import Brief
from modelhub.engine.text_model import GenerationConfig

TEMPLATE = SHORT
SPLITS = ("train", "validation", "test")
# A run asks for the columns of wide tables in parts of this size; training does the same.
COLUMNS_PER_LINE = GenerationConfig().columns_per_call
_ID_LENGTH = 24
_MOST_MISSING = 10


@dataclass(frozen=True, slots=True)
class Example:
    """A table and its documentation; `id` is a digest of the content, `ddl` the statement without comments."""

    id: str
    industry: str
    industry_title: str
    use_case: str
    dialect: str
    ddl: str
    table: TableRecord
    document: DocumentationRecord
    split: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of dataset.jsonl: a prompt and the completion to learn, with where they come from."""

    id: str
    split: str
    industry: str
    industry_title: str
    use_case: str
    dialect: str
    table: TableRecord
    ddl: str
    prompt: str
    completion: str


def example_of(brief: Brief, *, ddl: str, table: TableRecord, document: DocumentationRecord, split: str) -> Example:
    """Return the example with its id: 24 hexadecimal digits of the SHA-256 of DDL, table and texts."""
    content = json.dumps([ddl, table_to_json(table), document.description, list(document.comments)])
    digest = hashlib.sha256(content.encode()).hexdigest()[:_ID_LENGTH]
    industry = brief.industry
    return Example(
        digest, industry.code, industry.title, brief.use_case.key, table.dialect, ddl, table, document, split
    )


def lines_of(example: Example, *, template: PromptTemplate = TEMPLATE, asked_again: float = 0.0) -> Iterator[Line]:
    """Yield one line per call that a run would make: one, or for wide tables one per 50 columns.

    For a share `asked_again` of the examples comes one more, that asks for some of the columns: so does a run when an
    answer lacked them.
    """
    columns = example.table.columns
    for part, start in enumerate(range(0, len(columns), COLUMNS_PER_LINE), start=1):
        asked = columns[start : start + COLUMNS_PER_LINE]
        yield _line(example, example.id if part == 1 else f"{example.id}-{part}", asked, template)
    chance = Random(example.id)  # noqa: S311
    if len(columns) > 1 and chance.random() < asked_again:
        n_missing = chance.randint(1, min(len(columns) - 1, _MOST_MISSING))
        missing = sorted(chance.sample(range(len(columns)), n_missing))
        yield _line(example, f"{example.id}-again", tuple(columns[place] for place in missing), template)


def _line(example: Example, id_: str, asked: tuple[ColumnRecord, ...], template: PromptTemplate) -> Line:
    return Line(
        id=id_,
        split=example.split,
        industry=example.industry,
        industry_title=example.industry_title,
        use_case=example.use_case,
        dialect=example.dialect,
        table=example.table,
        ddl=example.ddl,
        prompt=prompt_of(example.table, asked, template=template),
        completion=completion_of(example.document, [column.name for column in asked]),
    )


def prompt_of(
    table: TableRecord, asked: tuple[ColumnRecord, ...] | None = None, *, template: PromptTemplate = TEMPLATE
) -> str:
    """Return what a model without a chat format gets for the table: the messages, a blank line between them."""
    messages = template.messages(table, table.columns if asked is None else asked)
    return "\n\n".join(message.content for message in messages)


def completion_of(document: DocumentationRecord, columns: list[str] | None = None) -> str:
    """Return the object that a run accepts and forces, with comments on these columns in this order."""
    comments = dict(document.comments)
    asked = list(comments) if columns is None else columns
    answer = {"description": document.description, "columns": {name: comments[name] for name in asked}}
    return json.dumps(answer, ensure_ascii=False)


def line_to_json(line: Line) -> str:
    """Return a line of dataset.jsonl: ASCII, always the same bytes for the same content."""
    return json.dumps(asdict(line))
