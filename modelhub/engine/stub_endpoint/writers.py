"""Who answers at the stub endpoint: writers by the name of the model that is asked for. None of them is a model."""

import json
import re
from collections.abc import Callable

from modelhub.engine.careless import make_careless
from modelhub.engine.records import DocumentationRecord, TableRecord
from modelhub.engine.schema_rules import document
from modelhub.engine.stub_endpoint.read_prompt import read_prompt

_NO_TABLE = json.dumps({"description": "There is no table in this prompt.", "columns": {}})
_ORDER = re.compile(
    r"ignore (?:all |the )*(?:previous|prior|above)? ?instructions[,.: ]*(?:and |then )*([^\n\"]+)", re.I
)
_WRITE = re.compile(r"(?:say|write|answer|reply|respond)(?: with| only)* (.+)", re.I)


def _rules(table: TableRecord) -> DocumentationRecord:
    return document(table)


def _careless(table: TableRecord) -> DocumentationRecord:
    return make_careless(document(table), table, seed=0)


def _hurried(table: TableRecord) -> DocumentationRecord:
    """Make the careless writer's mistakes, but leave nothing out: a hosted model would be asked for it again."""
    careless, whole = _careless(table), dict(_rules(table).comments)
    comments = tuple((name, text or whole[name]) for name, text in careless.comments)
    return DocumentationRecord(table.name, careless.description, comments)


def _names_itself(table: TableRecord) -> DocumentationRecord:
    written = document(table)
    return DocumentationRecord(
        table.name, f"As Llama 3, a large language model, I say: {written.description}", written.comments
    )


def _of_table(write: Callable[[TableRecord], DocumentationRecord]) -> Callable[[str], str]:
    def answer(prompt: str) -> str:
        table = read_prompt(prompt)
        return _as_json(write(table)) if table else _NO_TABLE

    return answer


def _obeys(prompt: str) -> str:
    """Do as an instruction in the data says, which no model should; else answer by the rules."""
    order = _ORDER.search(prompt)
    if not order:
        return WRITERS["stub-rules"](prompt)
    wanted = _WRITE.search(order.group(1))
    return wanted.group(1).strip() if wanted else order.group(1).strip()


def _teaches(prompt: str) -> str:
    """Write a table where one is asked for, and its texts when it comes back; other tables are documented by rules."""
    # Not at the top: the grammar is read only where somebody teaches.
    from modelhub.engine.stub_endpoint.teaching import write_table, write_texts

    if written := write_table(prompt):
        return written
    table = read_prompt(prompt)
    return (write_texts(table) if table else None) or WRITERS["stub-rules"](prompt)


def _as_json(written: DocumentationRecord) -> str:
    columns = {name: comment for name, comment in written.comments if comment is not None}
    return json.dumps({"description": written.description, "columns": columns}, ensure_ascii=False)


# From a prompt to the text of an answer.
WRITERS: dict[str, Callable[[str], str]] = {
    "stub-rules": _of_table(_rules),
    "stub-careless": _of_table(_careless),
    "stub-names-itself": _of_table(_names_itself),
    "stub-obeys": _obeys,
    "stub-teacher": _teaches,
    # By the names that they have in the story (docs/story.md): stand-ins for hosted models.
    "stub-hosted-cheap": _of_table(_hurried),
    "stub-hosted-dear": _of_table(_rules),
}
