"""What a table is about: its kind, what one row is, and the thing that it is about, by industry and use case."""

import re
from collections.abc import Callable, Sequence
from random import Random

from modelhub.engine.synth.brief import Brief
from modelhub.engine.synth.offline.attributes import Process, library
from modelhub.engine.synth.offline.lexicon import Subsector
from modelhub.engine.synth.offline.table_plan import Noun, TableKind, TablePlan

OF_THINGS = ("place", "asset", "item", "lot", "party", "deal")
_KINDS = {
    TableKind.PROCESS: 46, TableKind.ACT: 22, TableKind.MASTER: 13, TableKind.HISTORY: 5,
    TableKind.HEADER: 4, TableKind.BRIDGE: 4, TableKind.CODES: 3, TableKind.CHANGE_LOG: 3,
}  # fmt: skip
_PEOPLE = re.compile(
    r"customer|client|tenant|student|patient|guest|donor|member|employ|workforce|absence|crew|staff|lead|credit|supplier"
    r"|volunteer|attendance",
    re.IGNORECASE,
)
_ON_TOPIC, _MORE_ON_TOPIC = 0.85, 1.6
_STEM = 6
_CODED = ("type", "reason", "status", "category", "class", "condition")
_PAPERS = ("order", "request", "quotation", "statement", "claim", "delivery note", "requisition")


def things_of(words: Subsector, classes: Sequence[str]) -> list[Noun]:
    """Return the subsector's things of these classes."""
    return [Noun(noun, one) for one in classes for noun in words.nouns.get(one, ())]


class SubjectDrawer:
    """Draws one table's subject; `process` is what is done with the thing, where that is what a row is."""

    def __init__(self, brief: Brief, words: Subsector, dialect: str, chance: Random) -> None:
        self._brief, self._words, self._dialect, self._chance = brief, words, dialect, chance
        self._topics = [one for one in library().processes if one.topics.search(brief.use_case.title)]
        self.process: Process | None = None

    def draw(self) -> TablePlan:
        """Return a plan without columns."""
        weights = {**_KINDS, TableKind.PROCESS: _KINDS[TableKind.PROCESS] * (_MORE_ON_TOPIC if self._topics else 1)}
        kind = self._chance.choices(list(weights), list(weights.values()))[0]
        ways: dict[TableKind, Callable[[], TablePlan]] = {
            TableKind.PROCESS: self._process,
            TableKind.ACT: self._act,
            TableKind.BRIDGE: self._bridge,
            TableKind.CODES: self._codes,
            TableKind.HEADER: self._header,
        }
        return ways.get(kind, lambda: self._thing(kind))()

    def _process(self) -> TablePlan:
        everything = list(library().processes)
        candidates = self._topics if self._topics and self._chance.random() < _ON_TOPIC else everything
        self.process = process = self._chance.choice(candidates)
        about = self._chance.choice(self._things(self._fitting(process.classes)))
        table = self._table(TableKind.PROCESS, f"{about.words} {process.name}", process.name, about)
        table.is_on_topic = process in self._topics
        return table

    def _act(self) -> TablePlan:
        acts, title = self._words.nouns["act"], self._brief.use_case.title.lower()
        fitting = [act for act in acts if any(word[:_STEM] in title for word in act.split())]
        act = self._chance.choice(fitting or acts)
        about = self._chance.choice(self._things(("place", "asset", "item", "lot", "party")))
        table = self._table(TableKind.ACT, act, act, about)
        table.is_on_topic = bool(fitting)
        return table

    def _bridge(self) -> TablePlan:
        first, second = self._chance.sample(self._things(OF_THINGS), 2)
        table = self._table(TableKind.BRIDGE, f"{first.words} {second.words}", "connection", first)
        table.second = second
        return table

    def _codes(self) -> TablePlan:
        about = self._chance.choice(self._things((*OF_THINGS, "act")))
        subject = f"{about.words} {self._chance.choice(_CODED)}"
        return self._table(TableKind.CODES, subject, subject, about)

    def _header(self) -> TablePlan:
        about, paper = self._chance.choice(self._things(("party", "deal"))), self._chance.choice(_PAPERS)
        return self._table(TableKind.HEADER, f"{about.words} {paper}", paper, about)

    def _thing(self, kind: TableKind) -> TablePlan:
        about = self._chance.choice(self._things(OF_THINGS))
        if kind is TableKind.CHANGE_LOG:
            return self._table(kind, about.words, "change", about)
        return self._table(kind, about.words, about.words, about)

    def _things(self, classes: Sequence[str]) -> list[Noun]:
        return things_of(self._words, classes)

    def _fitting(self, classes: tuple[str, ...]) -> tuple[str, ...]:
        """Prefer people where the use case is about people."""
        return ("party",) if "party" in classes and _PEOPLE.search(self._brief.use_case.title) else classes

    def _table(self, kind: TableKind, subject: str, short: str, about: Noun) -> TablePlan:
        use_case, staff = self._brief.use_case, self._chance.choice(self._words.staff)
        return TablePlan(
            kind,
            self._dialect,
            subject,
            short,
            about,
            staff,
            "",
            self._words.title,
            use_case.title,
            use_case.description,
        )
