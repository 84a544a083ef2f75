"""Turn a carefully written documentation into that of a careless writer, by rules that are written down here.

Per table: with CARELESS_TABLES the writer is careless, else only the description is cut to two sentences.
Per table of a careless writer, in this order:

| fault | rate | what is done |
|---|---|---|
| wrong unit | WRONG_UNIT of the comments with a unit | the unit becomes a plausible other one (kilometres: miles) |
| wrong reference | WRONG_REFERENCE of the foreign keys | the comment names another table than the one referenced |
| restated name | RESTATED of the comments | the name's words instead of their meaning |
| copied | COPIED of the comments | the comment of the column with the most similar name |
| swapped | SWAPPED of the neighbours | two neighbours have each other's comment |
| dropped | DROPPED of the comments | no comment at all |
| description | DESCRIPTION_FAULTS | a list of the columns, hyperbole in front, or the name restated |
"""

import re
from collections.abc import Callable
from random import Random

from modelhub.engine.records import ColumnRecord, DocumentationRecord, TableRecord
from modelhub.engine.schema_rules.names import phrase, plural, sentence, tokens_of
from modelhub.engine.schema_rules.subjects import read_table_name

CARELESS_TABLES = 0.6
WRONG_UNIT = 0.5
WRONG_REFERENCE = 0.4
RESTATED = 0.25
COPIED = 0.08
SWAPPED = 0.1
DROPPED = 0.12
DESCRIPTION_FAULTS = {"list": 0.45, "hyperbole": 0.25, "restated": 0.15, "none": 0.15}
N_LISTED = 6

_OTHER_UNIT = {
    "kilometres": "miles", "kilometers": "miles", "km": "miles", "miles": "kilometres", "metres": "feet", "meters": "feet",
    "feet": "metres", "kilograms": "pounds", "kg": "pounds", "pounds": "kilograms", "tonnes": "kilograms",
    "milliseconds": "seconds", "seconds": "minutes", "minutes": "hours", "hours": "days", "days": "weeks",
    "celsius": "Fahrenheit", "fahrenheit": "Celsius", "litres": "gallons", "liters": "gallons", "gallons": "litres",
    "usd": "EUR", "eur": "USD", "dollars": "euros", "euros": "dollars", "cents": "dollars", "percentage": "fraction",
    "percent": "fraction", "fraction": "percentage", "kwh": "MWh", "mwh": "kWh", "utc": "local time", "gross": "net",
    "net": "gross", "inclusive": "exclusive", "exclusive": "inclusive", "before": "after", "after": "before",
}  # fmt: skip
_UNIT = re.compile(r"\b(" + "|".join(_OTHER_UNIT) + r")\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_HYPERBOLE = (
    "An essential, comprehensive table at the heart of the whole business.",
    "This powerful and highly valuable table provides a complete overview of everything.",
    "A robust single source of truth that unlocks critical insights for every team.",
)
Comments = list[tuple[ColumnRecord, str | None]]


def make_careless(reference: DocumentationRecord, table: TableRecord, *, seed: int) -> DocumentationRecord:
    """Return the careless version; the same reference, table and seed give the same text.

    Raises ValueError when the reference does not belong to the table or documents columns that it lacks.
    """
    _check(reference, table)
    chance = Random(f"{seed}:{table.name}")  # noqa: S311
    written = dict(reference.comments)
    comments: Comments = [(column, written.get(column.name)) for column in table.columns]
    if chance.random() >= CARELESS_TABLES:
        return _record(table, " ".join(_SENTENCE_END.split(reference.description)[:2]), comments)
    for make_fault in _FAULTS:
        comments = make_fault(comments, table, chance)
    fault = chance.choices(list(DESCRIPTION_FAULTS), list(DESCRIPTION_FAULTS.values()))[0]
    if fault == "none" and all(written.get(column.name) == text for column, text in comments):
        fault = "list"  # a careless writer who made no mistake would not be one
    return _record(table, _description(fault, reference.description, table, chance), comments)


def _check(reference: DocumentationRecord, table: TableRecord) -> None:
    if reference.table != table.name:
        raise ValueError(f"the documentation of {reference.table!r} does not belong to the table {table.name!r}")
    names = {column.name for column in table.columns}
    if extra := [name for name, _ in reference.comments if name not in names]:
        raise ValueError(f"table {table.name!r} has no column {extra[0]!r}; correct the name or leave the comment out")


def _record(table: TableRecord, description: str, comments: Comments) -> DocumentationRecord:
    return DocumentationRecord(table.name, description, tuple((column.name, text) for column, text in comments))


def _wrong_units(comments: Comments, table: TableRecord, chance: Random) -> Comments:
    def changed(text: str) -> str:
        return _UNIT.sub(lambda unit: _OTHER_UNIT[unit.group().lower()], text, count=1)

    return [
        (column, changed(text) if text and _UNIT.search(text) and chance.random() < WRONG_UNIT else text)
        for column, text in comments
    ]


def _wrong_references(comments: Comments, table: TableRecord, chance: Random) -> Comments:
    targets = sorted({_target(column) for column in table.columns if column.references} | {table.name})
    result: Comments = []
    for column, text in comments:
        others = [target for target in targets if column.references and target != _target(column)]
        if text and others and chance.random() < WRONG_REFERENCE:
            text = f"References {chance.choice(others)}."
        result.append((column, text))
    return result


def _target(column: ColumnRecord) -> str:
    return column.references.split("(")[0] if "(" in column.references else column.references.rsplit(".", 1)[0]


def _restated(comments: Comments, table: TableRecord, chance: Random) -> Comments:
    return [
        (column, _name_restated(column.name) if text and chance.random() < RESTATED else text)
        for column, text in comments
    ]


def _copied(comments: Comments, table: TableRecord, chance: Random) -> Comments:
    result = list(comments)
    for at, (column, text) in enumerate(comments):
        if text and chance.random() < COPIED and (twin := _most_similar(column, comments)):
            result[at] = (column, twin)
    return result


def _most_similar(column: ColumnRecord, comments: Comments) -> str | None:
    """Return the comment of the column that shares the most words of its name, or None when none shares any."""
    own = set(tokens_of(column.name))
    shared = [
        (len(own & set(tokens_of(other.name))), text) for other, text in comments if other.name != column.name and text
    ]
    n_shared, text = max(shared, key=lambda pair: pair[0], default=(0, None))
    return text if n_shared else None


def _swapped(comments: Comments, table: TableRecord, chance: Random) -> Comments:
    texts = [text for _, text in comments]
    for at in range(0, len(texts) - 1, 2):
        if chance.random() < SWAPPED:
            texts[at], texts[at + 1] = texts[at + 1], texts[at]
    return [(column, text) for (column, _), text in zip(comments, texts, strict=True)]


def _dropped(comments: Comments, table: TableRecord, chance: Random) -> Comments:
    return [(column, None if chance.random() < DROPPED else text) for column, text in comments]


def _description(fault: str, reference: str, table: TableRecord, chance: Random) -> str:
    things = phrase(plural(read_table_name(table.name).words))
    if fault == "list":
        names = [column.name for column in table.columns[:N_LISTED]]
        return f"This table contains information about {things}. It has the columns {', '.join(names)} and so on."
    if fault == "hyperbole":
        return f"{chance.choice(_HYPERBOLE)} {_SENTENCE_END.split(reference)[0]}"
    return f"Table for {things} data." if fault == "restated" else reference


def _name_restated(name: str) -> str:
    return sentence("the " + (phrase(tokens_of(name)) or name))


_FAULTS: tuple[Callable[[Comments, TableRecord, Random], Comments], ...] = (
    _wrong_units,
    _wrong_references,
    _restated,
    _copied,
    _swapped,
    _dropped,
)
