"""Names of tables: schema, marks of kind, singular or plural, in the style of the table."""

from random import Random

from modelhub.engine.synth.brief import Brief
from modelhub.engine.synth.offline.lexicon import Subsector
from modelhub.engine.synth.offline.styles import UPPER, Style
from modelhub.engine.synth.offline.table_plan import Noun, TableKind, TablePlan, plural_of

_LAYERS = ("dw", "dwh", "edw", "mart", "analytics", "core", "ods", "staging", "reporting", "silver", "gold", "bronze", "raw", "public", "stg", "lake")  # fmt: skip
_CATALOGS = ("main", "prod", "analytics", "corp", "lakehouse", "data")
# Marks in front or behind by kind; empty ones are the most frequent.
_MARKS = {
    TableKind.MASTER: (
        "{}",
        "{}",
        "{}",
        "{}",
        "dim {}",
        "d {}",
        "t {}",
        "tbl {}",
        "{} master",
        "{} mst",
        "ref {}",
        "{} dim",
    ),
    TableKind.HISTORY: ("{} history", "{} hist", "dim {} history", "{} versions", "dim {}", "h {}"),
    TableKind.PROCESS: (
        "{}",
        "{}",
        "{}",
        "{}",
        "fct {}",
        "fact {}",
        "f {}",
        "t {}",
        "{} log",
        "stg {}",
        "tbl {}",
        "{} fact",
    ),
    TableKind.ACT: ("{}", "{}", "{}", "{}", "fct {}", "fact {}", "t {}", "{} log", "{} event", "stg {}"),
    TableKind.BRIDGE: ("{} xref", "{} link", "{}", "{} map", "br {}", "{} rel"),
    TableKind.CODES: ("{}", "ref {}", "{} codes", "lkp {}", "lu {}", "{} lookup", "cd {}"),
    TableKind.CHANGE_LOG: ("{} change log", "{} audit", "{} changes", "audit {}"),
    TableKind.HEADER: ("{} header", "{} hdr", "{} head", "t {} header"),
}
_LONGEST = 4
_SHORTEST_WORD = 3


class Namer:
    """Names this table and those that it points to."""

    def __init__(self, style: Style, dialect: str, words: Subsector, brief: Brief, chance: Random) -> None:
        self._style, self._dialect, self._chance = style, dialect, chance
        self._is_plural = chance.random() < 0.3
        self._schema = self._draw_schema(words, brief)
        self._mark_of_others = "{}"

    def table(self, plan: TablePlan) -> str:
        """Return the table's qualified name."""
        mark = self._chance.choice(_MARKS[plan.kind])
        if mark.startswith(("fct", "fact", "f ")):
            self._mark_of_others = "dim {}"
        elif mark.startswith(("t ", "tbl")):
            self._mark_of_others = mark if plan.kind is not TableKind.HEADER else "t {}"
        return self._qualified(mark, _short(plan.subject))

    def other(self, noun: Noun) -> str:
        """Return the qualified name of the table of a thing."""
        return self._qualified(self._mark_of_others, noun.words)

    def _qualified(self, mark: str, words: str) -> str:
        if self._is_plural and mark in ("{}", "dim {}", "fct {}", "fact {}", "tbl {}"):
            words = plural_of(words)
        name = self._style.name(mark.format(words))
        return ".".join([*self._schema, name])

    def _draw_schema(self, words: Subsector, brief: Brief) -> list[str]:
        if self._chance.random() < (0.6 if self._dialect == "sqlite" else 0.2):
            return []
        if self._dialect == "sqlite":
            return []
        draw = self._chance.random()
        schema = self._chance.choice(words.schemas) if draw < 0.6 else self._chance.choice(_LAYERS)
        if draw > 0.9:
            schema = _topic(brief.use_case.title)
        parts = [schema]
        if self._dialect in ("snowflake", "databricks", "bigquery") and self._chance.random() < 0.35:
            parts.insert(0, self._chance.choice(_CATALOGS))
        if self._dialect == "tsql" and self._chance.random() < 0.6:
            parts = ["dbo"]
        return [part.upper() if self._style.case == UPPER else part for part in parts]


def _topic(title: str) -> str:
    """Return a use case as the name of a schema: its first two words that mean something."""
    words = ["".join(filter(str.isalnum, word)) for word in title.lower().replace("-", " ").split()]
    return "_".join([word for word in words if word.isascii() and len(word) > _SHORTEST_WORD][:2]) or "core"


def _short(subject: str) -> str:
    """Leave out the first words of a long subject: 'custom harvesting order approval' is long enough."""
    words = subject.split()
    return " ".join(words if len(words) <= _LONGEST else words[len(words) - _LONGEST :])
