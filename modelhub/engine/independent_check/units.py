"""Units that names and texts speak of: only words that stand for nothing else."""

import re

# Words of one unit per line, the units of a quantity together. A name that says kg and a text that says pounds differ.
_QUANTITIES = (
    ("kg kilogram kilogramme", "lb pound", "tonne ton", "gram"),
    ("km kilometre kilometer", "mile", "metre meter", "mm millimetre millimeter", "cm centimetre centimeter", "foot feet ft"),
    ("second sec", "minute mins", "hour hrs", "day", "week", "month", "year", "millisecond ms"),
    ("usd dollar", "eur euro", "gbp", "chf franc", "jpy yen"),
    ("percent percentage pct perc", "permille"),
    ("celsius degc", "fahrenheit degf", "kelvin"),
    ("kwh", "mwh", "gwh"),
    ("kw", "mw", "gw"),
    ("litre liter", "gallon gal", "barrel bbl"),
)  # fmt: skip
_UNITS: dict[str, tuple[int, int]] = {
    word: (quantity, unit)
    for quantity, units in enumerate(_QUANTITIES)
    for unit, words in enumerate(units)
    for word in words.split()
}
# "Given in hours", "(hours)", "in kilograms": a text that gives the value's unit, not one that only mentions an hour.
_GIVEN = re.compile(r"(?:\(|\b(?:in|as|measured in|given in|expressed in|counted in)\s+)([A-Za-z]+)s?\b(?:\)|[.,;]|$)")


def unit_of_name(parts: tuple[str, ...]) -> tuple[int, int] | None:
    """Return quantity and unit of a name that ends in one and says more than that."""
    return _UNITS.get(parts[-1]) if len(parts) > 1 else None


def units_given(text: str) -> set[tuple[int, int]]:
    """Return the units that a text says its values have."""
    words = (found.group(1).lower() for found in _GIVEN.finditer(text))
    return {_UNITS[form] for word in words for form in (word, word.removesuffix("s")) if form in _UNITS}
