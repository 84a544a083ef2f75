"""A column as the rules see it: its words, its kind, and the thing that a row of its table stands for."""

from dataclasses import dataclass

from modelhub.engine.records import ColumnRecord
from modelhub.engine.schema_rules.names import phrase
from modelhub.engine.schema_rules.type_kinds import Kind
from modelhub.engine.schema_rules.vocabulary import ATTRIBUTE_HEADS, ENTITIES


@dataclass(frozen=True, slots=True)
class Subject:
    """What the table is about: the words of one row's thing, and what its columns' comments may lean on."""

    words: tuple[str, ...]
    table: str
    n_key_columns: int
    currency_column: str

    @property
    def phrase(self) -> str:
        """The thing that a row stands for, such as 'order line'."""
        return phrase(self.words)


@dataclass(frozen=True, slots=True)
class Field:
    """One column with its name read as `words` and its type read as `kind`."""

    column: ColumnRecord
    tokens: tuple[str, ...]
    words: tuple[str, ...]
    kind: Kind
    subject: Subject

    @property
    def own_words(self) -> tuple[str, ...]:
        """The words without the subject in front: order_total of an order is its total."""
        return without_subject(self.words, self.subject)


def without_subject(words: tuple[str, ...], subject: Subject) -> tuple[str, ...]:
    """Return the words without the subject's in front, unless nothing else would be left."""
    n = len(subject.words)
    return words[n:] if words[:n] == subject.words and len(words) > n else words


def attribute(words: tuple[str, ...], subject: Subject) -> str:
    """Return 'name of the customer' for another thing's attribute, else 'unit price of the order line'."""
    own = without_subject(words, subject)
    if own == words and len(words) > 1 and words[-1] in ATTRIBUTE_HEADS and words[-2] in ENTITIES:
        return f"{phrase(words[-1:])} of the {phrase(words[:-1])}"
    return f"{phrase(own)} of the {subject.phrase}"
