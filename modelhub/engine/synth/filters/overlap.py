"""Examples that are a test table in disguise: a model trained on them would be tested on what it has seen."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from modelhub.engine.records import TableRecord
from modelhub.engine.schema_rules.subjects import read_table_name
from modelhub.engine.synth.filters.words import normal_name

# Shared columns over all columns of both, names expanded.
THRESHOLD = 0.6


class ContaminationError(Exception):
    """The built-in teacher wrote a test table: a fault to be mended, not an example to be left out."""


@dataclass(frozen=True, slots=True)
class _Seen:
    name: str
    subject: tuple[str, ...]
    columns: frozenset[str]


class TestTables:
    """The tables that models are measured on, by their columns."""

    __test__ = False

    def __init__(self, tables: Iterable[TableRecord] = ()) -> None:
        self._tables = [_seen(table) for table in tables]
        self._having: dict[str, list[int]] = {}
        for place, table in enumerate(self._tables):
            for column in sorted(table.columns):
                self._having.setdefault(column, []).append(place)

    def __len__(self) -> int:
        return len(self._tables)

    def overlap(self, table: TableRecord) -> str | None:
        """Say which test table has the same name and columns, or 60 % of both tables' columns in common."""
        own = _seen(table)
        shared = Counter(place for column in own.columns for place in self._having.get(column, ()))
        for place, n in sorted(shared.items()):
            test = self._tables[place]
            jaccard = n / (len(own.columns) + len(test.columns) - n)
            if jaccard >= THRESHOLD:
                same = "the name and " if own.subject == test.subject else ""
                return f"it shares {same}{100 * jaccard:.0f} % of its columns with the test table {test.name}"
        return None


def _seen(table: TableRecord) -> _Seen:
    columns = frozenset(normal_name(column.name) for column in table.columns)
    return _Seen(table.name, read_table_name(table.name).words, columns)
