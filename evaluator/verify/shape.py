"""What a `blindbench.study/1` file looks like, and where a value departs from it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

HEX = re.compile("[0-9a-f]{64}")
TEXT, WHOLE, TRUTH = (str,), (int,), (bool,)
TEXT_OR_NULL, WHOLE_OR_NULL = (str, type(None)), (int, type(None))


@dataclass(frozen=True, slots=True)
class OrNull:
    """A value of the shape, or null."""

    shape: object


@dataclass(frozen=True, slots=True)
class Row:
    """An array of fixed length, with a shape for each place."""

    shapes: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class MapOf:
    """An object with any keys, whose values are all of the shape."""

    shape: object


STUDY = {
    "uuid": TEXT,
    "name": TEXT,
    "question": TEXT,
    "guideline": TEXT,
    "criteria": [TEXT],
    "deadline": TEXT_OR_NULL,
    "margin": TEXT_OR_NULL,
    "stops_early": TRUTH,
    "n_repeats": WHOLE,
    "n_slots": WHOLE,
    "state": re.compile("open|locked|revealed"),
    "simulated": TRUTH,
}
COMMITMENT = {
    "digest": HEX,
    "plan": TEXT,
    "plan_digest": HEX,
    "code_version": TEXT,
    "nonce": OrNull(HEX),
    "payload": TEXT_OR_NULL,
}
KEY = {"nonce": OrNull(HEX), "payload": TEXT_OR_NULL, "arms": OrNull(MapOf(MapOf(TEXT)))}
RATING = {
    "slot": WHOLE,
    "position": WHOLE,
    "rater": TEXT,
    "table": HEX,
    "first": TEXT,
    "second": TEXT,
    "repeat": WHOLE,
    "revision": WHOLE,
    "shown_swapped": TRUTH,
    "grade": WHOLE_OR_NULL,
    "both_bad": TRUTH,
    "cant_judge": TEXT,
    "criteria": MapOf(WHOLE),
    "wrong": [Row((TEXT, WHOLE_OR_NULL))],
    "comment_hmac": OrNull(HEX),
    "active_ms": WHOLE_OR_NULL,
    "at": TEXT,
}
RECORD = {
    "format": re.compile("blindbench.study/1"),
    "study": STUDY,
    "arms": [TEXT],
    "raters": [{"code": TEXT, "slot": WHOLE, "simulated": TRUTH}],
    "tables": [{"digest": HEX, "name": TEXT, "domain": TEXT, "stratum": TEXT, "block": WHOLE, "n_columns": WHOLE}],
    "identical": [Row((HEX, TEXT, TEXT))],
    "commitment": COMMITMENT,
    "key": KEY,
    "seed": OrNull(HEX),
    "schedule": [Row((WHOLE, WHOLE, HEX, TEXT, TEXT, WHOLE, TRUTH))],
    "ratings": [RATING],
    "comments": OrNull(MapOf(TEXT)),
    "texts": OrNull(
        [{"arm": TEXT, "table": HEX, "description": TEXT, "comments": [TEXT_OR_NULL], "digest": HEX}],
    ),
    "guesses": OrNull([{"rater": TEXT, "arm": TEXT, "kind": TEXT}]),
    "blinding": OrNull({"code_version": TEXT, "result": {}}),
    "analysis": OrNull({"inputs_digest": HEX, "code_version": TEXT, "result": {"report": {}}}),
    "log": [
        {"seq": WHOLE, "at": TEXT, "actor": TEXT, "event": TEXT, "detail": TEXT, "previous": HEX, "digest": HEX},
    ],
}
_NAMES = {str: "text", int: "a whole number", bool: "true or false", type(None): "null"}


def misshapen(value: object, shape: Any = RECORD, place: str = "") -> Iterator[str]:
    """Say of every place where a value departs from its shape what was expected there."""
    match shape:
        case tuple():
            # The type itself: true is a whole number to isinstance.
            if type(value) not in shape:
                yield f"{place}: expected {' or '.join(_NAMES[kind] for kind in shape)}"
        case re.Pattern():
            if not isinstance(value, str) or not shape.fullmatch(value):
                expected = "64 hexadecimal digits" if shape is HEX else shape.pattern
                yield f"{place}: expected {expected}"
        case OrNull():
            yield from () if value is None else misshapen(value, shape.shape, place)
        case _:
            yield from _misshapen_parts(value, shape, place)


def _misshapen_parts(value: object, shape: Any, place: str) -> Iterator[str]:
    if isinstance(shape, dict | MapOf):
        if not isinstance(value, dict):
            yield f"{place or 'the file'}: expected an object"
            return
        names = shape if isinstance(shape, dict) else value
        shapes = shape if isinstance(shape, dict) else dict.fromkeys(value, shape.shape)
        prefix = f"{place}." if place else ""
        for name in names:
            yield from (
                misshapen(value[name], shapes[name], prefix + name) if name in value else [f"{prefix}{name} is missing"]
            )
    elif not isinstance(value, list) or (isinstance(shape, Row) and len(value) != len(shape.shapes)):
        yield f"{place}: expected an array" + (f" of {len(shape.shapes)}" if isinstance(shape, Row) else "")
    else:
        shapes_of_items = shape.shapes if isinstance(shape, Row) else shape * len(value)
        for index, (item, item_shape) in enumerate(zip(value, shapes_of_items, strict=True)):
            yield from misshapen(item, item_shape, f"{place}[{index}]")
