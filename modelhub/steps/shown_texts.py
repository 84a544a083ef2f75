"""Tables whose definition, types or sample rows hold a text of the study: raters would recognise its writer."""

import re
from dataclasses import dataclass

from evaluator.models import Candidate, SourceTable, Study

# Shorter texts may stand in a literal by chance: "Not known."
SHORTEST = 15
# Outside of literals a definition is code, which a text may well repeat: "References bank.card (card_id)." So many words
# in a row are prose, wherever they stand.
PROSE_WORDS = 12
_BETWEEN_WORDS = re.compile(r"\W+")
_LITERALS = r"'(?:[^'\\]|\\.|'')*+'|\$(?P<tag>\w*+)\$.*?\$(?P=tag)\$"
_SINGLE = re.compile(_LITERALS, re.DOTALL)
_SINGLE_AND_DOUBLE = re.compile(rf'{_LITERALS}|"(?:[^"\\]|\\.)*+"', re.DOTALL)
# Where double quotes are those of a text. Asking the reader of files would load its parser into the web process.
_DOUBLE_QUOTED = frozenset(
    {"mysql", "mariadb", "doris", "singlestore", "starrocks", "bigquery", "databricks", "spark", "spark2", "hive"}
)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What raters see of a table, folded: the texts in it, and all of its definition."""

    texts: str
    ddl: str


def tables_that_show_a_text(study: Study) -> list[str]:
    """Return the names of those tables in order; never which arm's text it is. Case, spaces and signs don't count."""
    shown = {
        table.pk: _shown(table)
        for table in SourceTable.objects.filter(pk__in=study.tables.values("table_id")).defer("original")
    }
    rows = Candidate.objects.filter(arm__study=study).values_list(
        "table__table_id", "table__table__name", "description", "comments"
    )
    found = {
        name
        for table_id, name, description, comments in rows.iterator()
        if any(_stands_in(text, shown[table_id]) for text in (description, *comments) if text)
    }
    return sorted(found)


def _shown(table: SourceTable) -> _Shown:
    sample = table.sample_rows or {"rows": []}
    literal = _SINGLE_AND_DOUBLE if table.dialect in _DOUBLE_QUOTED else _SINGLE
    pieces = [match.group() for match in literal.finditer(table.ddl)]
    pieces += [word for column in table.columns for word in (column["type"], column["references"])]
    pieces += [cell for row in sample["rows"] for cell in row if cell]
    # A character that no word crosses keeps two pieces from making one text.
    return _Shown("|".join(map(_folded, pieces)), _folded(table.ddl))


def _stands_in(text: str, shown: _Shown) -> bool:
    folded = _folded(text)
    if len(folded.strip()) < SHORTEST:
        return False
    return folded in shown.texts or (len(folded.split()) >= PROSE_WORDS and folded in shown.ddl)


def _folded(text: str) -> str:
    """Words in lower case between single spaces, one at either end."""
    return f" {_BETWEEN_WORDS.sub(' ', text.casefold()).strip()} "
