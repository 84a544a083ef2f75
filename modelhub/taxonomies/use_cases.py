"""Analytics use cases from outside: YAML, CSV or JSON lines of key, title, description and sectors."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from evaluator.intake.decode import decode
from evaluator.intake.json_records import JsonNumber, Record, read_records
from evaluator.intake.problem import IntakeError, Problem, shown
from modelhub.taxonomies.sheet import read_sheet

SECTORS = frozenset(
    ["11", "21", "22", "23", "31-33", "42", "44-45", "48-49", "51", "52", "53", "54", "55", "56", "61", "62", "71", "72", "81", "92"]
)  # fmt: skip
ALL = "all"
FIELDS = ("key", "title", "description", "sectors")
MAX_PROBLEMS = 100
MAX_USE_CASES = 10_000
# A list of use cases, each with a list of sectors, and some to spare.
MAX_DEPTH = 8
MAX_TITLE, MAX_DESCRIPTION = 120, 500
_KEY = re.compile(r"[a-z0-9][a-z0-9_]{0,59}")
_SHAPE = "Write key, title, description and sectors (a list such as 11, 31-33, or the word all)."


@dataclass(frozen=True, slots=True)
class UseCaseLine:
    """One use case of a file; no sectors means all."""

    line: int
    key: str
    title: str
    description: str
    sectors: tuple[str, ...]


class _Refused(Exception):
    """What is wrong with one use case."""


_Values = tuple[int, Mapping[str, object]]


def read_use_cases(data: bytes, *, source: str) -> tuple[UseCaseLine, ...]:
    """Read a file by the end of its name: .yaml, .yml, .jsonl, .json, else CSV. Raises IntakeError naming every line."""
    problems: list[Problem] = []
    found: dict[str, UseCaseLine] = {}
    for entry in _entries(data, source):
        one = entry if isinstance(entry, Problem) else _use_case(entry, found, source)
        if isinstance(one, Problem):
            problems.append(one)
        else:
            found[one.key] = one
        if len(problems) == MAX_PROBLEMS or len(found) > MAX_USE_CASES:
            break
    if len(found) > MAX_USE_CASES:
        problems.append(Problem(source, None, f"more than {MAX_USE_CASES:,} use cases", "Split the file."))
    if not found and not problems:
        problems.append(Problem(source, None, "the file holds no use case", _SHAPE))
    if problems:
        raise IntakeError(*problems)
    return tuple(found.values())


def _entries(data: bytes, source: str) -> Iterator[_Values | Problem]:
    name = source.lower()
    if name.endswith((".yaml", ".yml")):
        return _from_yaml(decode(data, source=source), source)
    if name.endswith((".jsonl", ".json")):
        return _from_json(decode(data, source=source), source)
    return _from_csv(data, source)


def _from_json(text: str, source: str) -> Iterator[_Values | Problem]:
    for record in read_records(text, source=source):
        yield (record.line, record.values) if isinstance(record, Record) else record


def _from_csv(data: bytes, source: str) -> Iterator[_Values | Problem]:
    rows = [(line, cells) for line, cells in read_sheet(data, source=source) if any(cells)]
    header = tuple(cell.lower() for cell in rows[0][1]) if rows else ()
    if sorted(header) != sorted(FIELDS):
        raise IntakeError(Problem(source, None, f"the header is not {', '.join(FIELDS)}", _SHAPE))
    for line, cells in rows[1:]:
        if len(cells) != len(header):
            what = f"the row has {len(cells)} cells, the header {len(header)}"
            yield Problem(source, line, what, "Put texts with commas in quotation marks.")
        else:
            yield line, dict(zip(header, cells, strict=True))


def _from_yaml(text: str, source: str) -> Iterator[_Values | Problem]:
    """Yield the entries of a list; nodes are read instead of values, since nodes know their lines."""
    try:
        _check_events(text, source)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = f"this is no YAML: {getattr(error, 'problem', None) or 'unreadable'}"
        raise IntakeError(Problem(source, mark.line + 1 if mark else None, what, _SHAPE)) from error
    if not isinstance(root, yaml.SequenceNode):
        raise IntakeError(Problem(source, None, "the file is no list of use cases", _SHAPE))
    for node in root.value:
        yield _mapping(node, source)


def _check_events(text: str, source: str) -> None:
    """Refuse aliases, by which a small file stands for a huge one, and nesting, before anything is built. Raises YAMLError."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent):
            raise IntakeError(Problem(source, None, "the file has YAML aliases (*name)", "Write the texts out."))
        if depth > MAX_DEPTH:
            raise IntakeError(Problem(source, None, "the YAML is too deeply nested", _SHAPE))


def _mapping(node: yaml.Node, source: str) -> _Values | Problem:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        return Problem(source, line, "this is no use case", _SHAPE)
    values: dict[str, object] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.value in values:
            return Problem(source, key.start_mark.line + 1, "a field has no plain name, or stands twice", _SHAPE)
        values[key.value] = _plain(value)
    return line, values


def _plain(node: yaml.Node) -> object:
    """Return texts as they are written, whatever YAML makes of them: 11 is a sector, not a number."""
    if isinstance(node, yaml.SequenceNode):
        return [one.value if isinstance(one, yaml.ScalarNode) else None for one in node.value]
    return node.value if isinstance(node, yaml.ScalarNode) else None


def _use_case(entry: _Values, found: Mapping[str, UseCaseLine], source: str) -> UseCaseLine | Problem:
    line, values = entry
    try:
        if unknown := sorted(set(values) - set(FIELDS)):
            raise _Refused(f"there is no field {shown(unknown[0])}")
        key, title, description = (_text(values, name, limit) for name, limit in _LIMITS.items())
        if not _KEY.fullmatch(key):
            raise _Refused(f"the key {shown(key)} is not made of small letters, digits and underscores")
        if key in found:
            raise _Refused(f"the key {key} stands in line {found[key].line} already")
        return UseCaseLine(line, key, title, description, _sectors(values.get("sectors", ALL)))
    except _Refused as error:
        return Problem(source, line, str(error), _SHAPE)


_LIMITS = {"key": 60, "title": MAX_TITLE, "description": MAX_DESCRIPTION}


def _text(values: Mapping[str, object], name: str, limit: int) -> str:
    value = values.get(name)
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if not text or len(text) > limit:
        raise _Refused(f"{name} is {'missing' if not text else f'longer than {limit} characters'}")
    return text


def _sectors(value: object) -> tuple[str, ...]:
    if isinstance(value, str) and not isinstance(value, JsonNumber):
        value = [part for part in re.split(r"[\s,;|]+", value) if part]
    if value == [ALL]:
        return ()
    if not isinstance(value, list) or not value or not all(isinstance(one, str) and one in SECTORS for one in value):
        raise _Refused(f"sectors are not all, nor a list of NAICS sectors: {', '.join(sorted(SECTORS))}")
    return tuple(dict.fromkeys(value))
