"""Texts with alternatives, [like this|such as this], and with places to fill in."""

import re
from collections.abc import Mapping
from functools import lru_cache
from random import Random

_PART = re.compile(r"\[([^\[\]]*)\]")
_PLACE = re.compile(r"\{(\w+)\}")


@lru_cache(maxsize=16384)
def _parts(text: str) -> tuple[tuple[str, ...], ...]:
    """Return literal texts and alternatives in turn: every second part is a choice."""
    pieces = _PART.split(text)
    return tuple(tuple(piece.split("|")) if place % 2 else (piece,) for place, piece in enumerate(pieces))


def choose_text(text: str, places: Mapping[str, str], chance: Random) -> str:
    """Return the text with one of each alternatives, and {places} filled in. Raises KeyError for a place without a text."""
    said = "".join(options[0] if len(options) == 1 else chance.choice(options) for options in _parts(text))
    return _PLACE.sub(lambda place: places[place.group(1)], said)


def capitalised(text: str) -> str:
    """Return the text with a capital first letter."""
    return text[:1].upper() + text[1:]


def as_sentence(text: str) -> str:
    """Return the text with a capital first letter and a full stop."""
    text = capitalised(text.strip())
    return text if text.endswith((".", "?")) else f"{text}."
