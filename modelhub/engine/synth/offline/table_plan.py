"""A table on the drawing board: what it is about, and its columns with all that is true of them."""

from dataclasses import dataclass, field
from enum import StrEnum

from modelhub.engine.schema_rules.names import plural


class TableKind(StrEnum):
    """What a row is; descriptions and names go by it."""

    MASTER = "master"
    HISTORY = "history"
    PROCESS = "process"
    ACT = "act"
    BRIDGE = "bridge"
    CODES = "codes"
    CHANGE_LOG = "change_log"
    HEADER = "header"


@dataclass(frozen=True, slots=True)
class Noun:
    """A thing of a subsector: "haul truck" of class asset."""

    words: str
    noun_class: str

    @property
    def plural(self) -> str:
        """The noun in the plural."""
        return plural_of(self.words)


def plural_of(words: str) -> str:
    """Return a noun phrase in the plural: 'bill of lading' gives 'bills of lading'."""
    head, of, rest = words.partition(" of ")
    return " ".join(plural(tuple(head.split()))) + of + rest


@dataclass(slots=True)
class PlannedColumn:
    """One column. `meaning` may hold alternatives and places; `unit` is spoken only where the name shows it."""

    words: str
    logical: str
    meaning: str
    places: dict[str, str]
    null_reason: str = ""
    nullable: bool = False
    is_key: bool = False
    # The noun that a foreign key points to, its table and the column there; declared in the DDL or only meant.
    target: Noun | None = None
    target_table: str = ""
    target_column: str = ""
    is_declared: bool = False
    unit: str = ""
    currency: str = ""
    name: str = ""
    type: str = ""


@dataclass(slots=True)
class TablePlan:
    """One table; `subject` is what a row is ("haul truck inspection"), `short` the same in short, `about` its main thing."""

    kind: TableKind
    dialect: str
    subject: str
    short: str
    about: Noun | None
    staff: str
    name: str
    subsector_title: str
    use_case: str
    use_case_gist: str
    second: Noun | None = None
    # Whether kind and subject were chosen for the use case.
    is_on_topic: bool = False
    columns: list[PlannedColumn] = field(default_factory=list)

    def column(self, words: str) -> PlannedColumn | None:
        """Return the column with these words, if there is one."""
        return next((column for column in self.columns if column.words == words), None)

    @property
    def foreign_keys(self) -> list[PlannedColumn]:
        """Columns that point to other tables."""
        return [column for column in self.columns if column.target is not None]

    @property
    def keys(self) -> list[PlannedColumn]:
        """Columns of the primary key, or of what would be one."""
        return [column for column in self.columns if column.is_key]
