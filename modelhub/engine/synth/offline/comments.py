"""What a comment says about a planned column: its meaning, its unit, its values, what it points to, why it may be null."""

from random import Random

from modelhub.engine.synth.offline.table_plan import PlannedColumn, TablePlan
from modelhub.engine.synth.offline.text_choice import as_sentence, choose_text
from modelhub.engine.synth.offline.units import units

# Other ways to begin: the meaning stays the same.
_BEGINNINGS = {
    "moment at which ": (
        "moment at which ",
        "date and time at which ",
        "when ",
        "point in time at which ",
        "timestamp at which ",
    ),
    "moment from which ": ("moment from which ", "date and time from which ", "point in time from which "),
    "day on which ": ("day on which ", "date on which ", "calendar day on which ", "date when ", "day when "),
    "true where ": ("true where ", "true if ", "set where ", "true when "),
    "true once ": ("true once ", "true as soon as ", "set once "),
    "why ": ("why ", "reason why ", "code that tells why "),
    "number of ": ("number of ", "count of "),
    "what is ": ("what is ", "whatever is "),
    "code of the ": ("code of the ", "short form of the "),
}
_UNITS = (", in {unit}", " in {unit}", ", given in {unit}", "; the unit is {unit}", ", measured in {unit}", " ({unit})")
_PER_CENT = (
    ", in per cent",
    ", as a percentage",
    ", from 0 to 100",
    ", in percentage points of a hundred",
    " (per cent)",
)
_CURRENCY = (", in {unit}", " in {unit}", ", given in {unit}", " ({unit})")
_OF_ROW = (", in the currency of {name}", ", in the currency named by {name}", "; {name} has the currency")
_NULLS = (
    "; null {if} {reason}", "; null {if} {reason}", ", null {if} {reason}", "; empty {if} {reason}", ", blank {if} {reason}",
    "; not filled {if} {reason}", "; missing {if} {reason}",
)  # fmt: skip
_IFS = ("if", "where", "when")
_VALUES = (": {values}", "; one of {values}", ", with the values {values}", "; possible values are {values}")
_POINTERS = (
    "; refers to {table}",
    "; key of {table}",
    ", a key of {table}",
    "; points to {table}",
    "; see {table}",
    ", found in {table}",
)
_SHARE_NULL, _SHARE_POINTER, _SHARE_CURRENCY = 0.62, 0.6, 0.4


def comment_on(column: PlannedColumn, table: TablePlan, chance: Random) -> str:
    """Return one sentence. It says only what name, type and keys support, or what the meaning of such a column is."""
    text = _begun(choose_text(column.meaning, column.places, chance), chance)
    if column.logical == "flag":
        text = _flag(text, column.type, chance)
    text += _unit(column, text, table, chance) + _values(column, chance) + _pointer(column, chance)
    if column.nullable and column.null_reason and chance.random() < _SHARE_NULL:
        text += _null(column, chance)
    return as_sentence(text)


def _begun(text: str, chance: Random) -> str:
    for beginning, others in _BEGINNINGS.items():
        if text.startswith(beginning) and "false" not in text:
            return chance.choice(others) + text[len(beginning) :]
    return text


def _flag(text: str, type_: str, chance: Random) -> str:
    """Say it in the values that the type has: Y and N in a character, 1 and 0 in a number."""
    head, _, rest = text.partition(" ")
    if head not in ("true", "set"):
        return text
    kind = type_.upper()
    if "false" in rest:
        yes, no = ("Y", "N") if "CHAR" in kind else ("true", "false") if kind.startswith("BOOL") else ("1", "0")
        return f"{yes} {rest.replace('false', no)}"
    if "CHAR" in kind:
        return f"Y {rest}{chance.choice((', otherwise N', ', else N', '; N in all other cases'))}"
    if not kind.startswith("BOOL") and chance.random() < 0.7:
        return f"1 {rest}{chance.choice((', otherwise 0', ', else 0', '; 0 if not'))}"
    return text


def _unit(column: PlannedColumn, text: str, table: TablePlan, chance: Random) -> str:
    if column.currency:
        return chance.choice(_CURRENCY).replace("{unit}", units()[column.currency].spoken)
    if column.unit == "pct":
        return "" if "cent" in text or "hundred" in text else chance.choice(_PER_CENT)
    if column.unit:
        spoken = units()[column.unit].spoken
        return "" if spoken in text else chance.choice(_UNITS).replace("{unit}", spoken)
    currency = table.column("currency code")
    if column.logical == "money" and currency is not None and chance.random() < _SHARE_CURRENCY:
        return chance.choice(_OF_ROW).replace("{name}", currency.name)
    return ""


def _values(column: PlannedColumn, chance: Random) -> str:
    """List the values where the type shows them: ENUM of MySQL."""
    head, _, rest = column.logical.partition(":")
    if head != "enum" or not column.type.upper().startswith("ENUM"):
        return ""
    values = rest.split(",")
    return chance.choice(_VALUES).replace("{values}", f"{', '.join(values[:-1])} or {values[-1]}")


def _pointer(column: PlannedColumn, chance: Random) -> str:
    if column.target is None or not column.is_declared or chance.random() > _SHARE_POINTER:
        return ""
    return chance.choice(_POINTERS).replace("{table}", column.target_table)


def _null(column: PlannedColumn, chance: Random) -> str:
    reason = choose_text(column.null_reason, column.places, chance)
    text = chance.choice(_NULLS).replace("{reason}", reason)
    lasts = " still " in f" {reason} " or reason.endswith(" yet")
    return text.replace("{if}", chance.choice((*_IFS, "as long as") if lasts else _IFS))
