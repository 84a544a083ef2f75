"""From an attribute to the words of a column's name: endings for dates, flags, units and money."""

from dataclasses import dataclass
from random import Random

from modelhub.engine.synth.offline.attributes import Attribute
from modelhub.engine.synth.offline.styles import Style
from modelhub.engine.synth.offline.units import units

CURRENCIES = ("usd", "usd", "usd", "eur", "eur", "gbp")
_MONEY_HEADS = frozenset({"price", "cost", "amount", "value", "limit", "fee", "revenue", "rent", "wage", "premium"})
_CODE_HEADS = frozenset({"code", "number", "tag", "barcode", "key", "id", "reference"})
_UNIT_SHOWN, _PER_CENT_SHOWN = 0.85, 0.75


@dataclass(frozen=True, slots=True)
class Spelled:
    """Words of a name, and the unit and currency that it shows."""

    words: str
    unit: str = ""
    currency: str = ""


def spelled(attribute: Attribute, style: Style, currency: str, chance: Random) -> Spelled:
    """Return how the table writes the attribute; `currency` is what names of amounts show, '' for none."""
    words, (head, _, unit) = attribute.words, attribute.type.partition(":")
    if head == "date" and words.endswith(" on"):
        return Spelled(f"{words[:-3]} {style.date_ending}")
    if head == "ts" and words.endswith(" at"):
        return Spelled(f"{words[:-3]} {style.moment_ending}")
    if head == "flag":
        return Spelled(style.flag_form.format(words.removeprefix("is ")))
    if head == "num" and unit in units() and _names_unit(words, unit):
        return Spelled(words, unit=unit)
    if head == "num" and chance.random() < _UNIT_SHOWN and unit in units():
        return Spelled(f"{words} {chance.choice(units()[unit].suffixes)}", unit=unit)
    if head == "pct" and chance.random() < _PER_CENT_SHOWN:
        return Spelled(f"{words} {chance.choice(units()['pct'].suffixes)}", unit="pct")
    if head == "money":
        return _money(words, currency, chance)
    if head in ("enum", "code") and words.split()[-1] not in _CODE_HEADS and chance.random() < 0.3:
        return Spelled(f"{words} code")
    return Spelled(words)


def _names_unit(words: str, unit: str) -> bool:
    """Whether the words already have the unit: 'litres delivered', 'rental days'."""
    spellings = {*units()[unit].suffixes, *units()[unit].spoken.split()}
    return bool(spellings & set(words.split()))


def _money(words: str, currency: str, chance: Random) -> Spelled:
    if words.split()[-1] not in _MONEY_HEADS or chance.random() < 0.15:
        words = f"{words} amount".replace("amount amount", "amount")
    return Spelled(f"{words} {currency}", currency=currency) if currency else Spelled(words)
