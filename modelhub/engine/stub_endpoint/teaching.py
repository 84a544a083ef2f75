"""A stub of a teacher: tables by the built-in grammar, its texts when asked for, and now and then a refusal or nonsense, as models do."""

import hashlib
import json

from modelhub.engine.records import TableRecord
from modelhub.engine.synth.brief import Brief, Industry, UseCase
from modelhub.engine.synth.llm_prompts import ASK, DIALECTS
from modelhub.engine.synth.offline.teacher import OfflineTeacher
from modelhub.engine.synth.teacher import Draft

# One in so many prompts is refused, and one answered with nonsense.
REFUSES_ONE_IN, BABBLES_ONE_IN = 16, 17
# What was written lately, by the names of its columns: the texts are asked for in a second prompt.
MOST_REMEMBERED = 10_000
# Tables are drawn until one is in the dialect that is asked for.
MOST_DRAWN = 500
_written: dict[tuple[str, ...], Draft] = {}
_ANY = Industry("00", "", "00")
_NOTHING = UseCase("stub", "", "")


def write_table(prompt: str) -> str | None:
    """Return an answer to a prompt that asks for a table, else None; the same prompt gets the same answer."""
    if ASK not in prompt:
        return None
    seed = int.from_bytes(hashlib.sha256(prompt.encode()).digest()[:6], "big")
    if seed % REFUSES_ONE_IN == 0:
        return "I'm sorry, but I can't help with that."
    if seed % BABBLES_ONE_IN == 0:
        return "SELECT 'a table' AS wanted;"
    drafts = (OfflineTeacher().write(Brief(_ANY, _NOTHING, seed + more)) for more in range(MOST_DRAWN))
    draft = next((one for one in drafts if f"Dialect: {DIALECTS[one.dialect]}." in prompt.rpartition(ASK)[2]), None)
    if draft is None:
        return "I can't write that dialect."
    while len(_written) >= MOST_REMEMBERED:
        _written.pop(next(iter(_written)), None)
    _written[tuple(name for name, _ in draft.comments)] = draft
    return f"```sql\n{draft.ddl};\n```"


def write_texts(table: TableRecord) -> str | None:
    """Return texts about a table that this process wrote lately, else None."""
    draft = _written.get(tuple(column.name for column in table.columns))
    if draft is None:
        return None
    return json.dumps({"description": draft.description, "columns": dict(draft.comments)}, ensure_ascii=False)
