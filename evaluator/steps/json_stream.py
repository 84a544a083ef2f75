"""A JSON object written piece by piece, one row of an array to a line, so that no large file is held in memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evaluator.canonical import canonical_json
from evaluator.pieces import in_pieces

Part = tuple[str, object]


@dataclass(frozen=True, slots=True)
class Verbatim:
    """JSON text to be written as it is, such as numbers with fractions, which canonical JSON has no form for."""

    text: str


def json_stream(parts: Iterable[Part]) -> Iterator[str]:
    """Give the text of an object in pieces of about 64 KiB; an iterator among the values becomes an array.

    Other values are canonical JSON, or Verbatim. Raises TypeError for values without a canonical form.
    """
    return in_pieces(_lines(parts))


def _lines(parts: Iterable[Part]) -> Iterator[str]:
    opening = "{\n"
    for name, value in parts:
        yield f"{opening}{_text(name)}: "
        yield from _rows(value) if isinstance(value, Iterator) else [_text(value)]
        opening = ",\n"
    yield "\n}\n"


def _rows(rows: Iterator[object]) -> Iterator[str]:
    opening = "[\n"
    for row in rows:
        yield opening + _text(row)
        opening = ",\n"
    yield "[]" if opening == "[\n" else "\n]"


def _text(value: object) -> str:
    return value.text if isinstance(value, Verbatim) else canonical_json(value).decode()
