"""Comments on columns that count or measure."""

from modelhub.engine.schema_rules.field import Field, attribute
from modelhub.engine.schema_rules.names import phrase, plural
from modelhub.engine.schema_rules.type_kinds import NUMERIC, Kind
from modelhub.engine.schema_rules.vocabulary import ALL_UNITS, DOUBTFUL_UNITS, MONEY, PARTICIPLES

_COUNTS_IN_FRONT = (("number", "of"), ("count", "of"), ("number",), ("n",), ("count",))
_POSITIONS = frozenset(
    {"line number", "sequence", "sequence number", "sort order", "display order", "position", "rank", "line"}
)
_MEASURABLE = NUMERIC | {Kind.UNKNOWN}
_CURRENCIES = frozenset({"usd", "eur", "gbp", "cad", "cents"})


def count(field: Field) -> str | None:
    """How many there are: num_items, item_count."""
    if field.kind not in _MEASURABLE or len(field.words) < 2:
        return None
    counted = _counted(field.words)
    if not counted:
        return None
    if counted[-1] in PARTICIPLES:
        return f"number {phrase(counted)} for the {field.subject.phrase}"
    return f"number of {phrase(plural(counted))} for the {field.subject.phrase}"


def position(field: Field) -> str | None:
    """Where the row stands among others: line_number, sort_order."""
    if field.kind not in _MEASURABLE or phrase(field.words) not in _POSITIONS:
        return None
    return f"position of the {field.subject.phrase} within its sequence"


def measure(field: Field) -> str | None:
    """A measurement whose name ends in its unit: distance_km, duration_min, fee_usd."""
    if field.kind not in _MEASURABLE or len(field.tokens) < 2:
        return None
    unit = unit_of(field.tokens)
    words = field.words[:-1]
    if not unit or not words:
        return None
    if unit == "per cent":
        return f"{attribute(words, field.subject)}, as a percentage"
    return f"{attribute(words, field.subject)}, in {unit}"


def money(field: Field) -> str | None:
    """An amount of money, with the column that tells its currency where the table has one."""
    if field.kind not in _MEASURABLE or not _is_money(field.words):
        return None
    amount = attribute(field.words, field.subject)
    currency = field.subject.currency_column
    return f"{amount}, in the currency given by {currency}" if currency else amount


def quantity(field: Field) -> str | None:
    """A quantity of which the name says the fate: qty_ordered."""
    if field.kind not in _MEASURABLE or field.words[:1] != ("quantity",) or field.words[-1] not in PARTICIPLES:
        return None
    return f"{phrase(field.words)} for the {field.subject.phrase}"


def _is_money(words: tuple[str, ...]) -> bool:
    return words[-1] in MONEY or (words[0] == "total" and words[-1] in {"due", "paid", "billed", "owed"})


def _counted(words: tuple[str, ...]) -> tuple[str, ...]:
    if words[-1] == "count":
        return words[1:-1] if words[0] == "total" else words[:-1]
    front = next((front for front in _COUNTS_IN_FRONT if words[: len(front)] == front), None)
    return words[len(front) :] if front else ()


def unit_of(tokens: tuple[str, ...]) -> str:
    """Return the unit that a name ends in, spoken, or ''."""
    last, before = tokens[-1], set(tokens[:-1])
    if last in DOUBTFUL_UNITS and not before & DOUBTFUL_UNITS[last]:
        return ""
    if last in _CURRENCIES or last not in PARTICIPLES:
        return ALL_UNITS.get(last, "")
    return ""
