"""A brief --> what table to write: its kind and subject by industry and use case, its size, its keys and columns."""

from collections.abc import Sequence
from random import Random

from modelhub.engine.schema_rules.names import with_article
from modelhub.engine.synth.brief import Brief, derived_seed
from modelhub.engine.synth.offline.attributes import Attribute, library
from modelhub.engine.synth.offline.draw_subject import OF_THINGS, SubjectDrawer, things_of
from modelhub.engine.synth.offline.grown import GrownColumns
from modelhub.engine.synth.offline.invented import NO_INVENTION, Invention, invent, invent_attribute
from modelhub.engine.synth.offline.key_columns import SENSIBLE, Keys
from modelhub.engine.synth.offline.lexicon import Measure, Subsector, subsector_of
from modelhub.engine.synth.offline.spelling import CURRENCIES, spelled
from modelhub.engine.synth.offline.styles import Style, draw_style
from modelhub.engine.synth.offline.table_names import Namer
from modelhub.engine.synth.offline.table_plan import Noun, PlannedColumn, TableKind, TablePlan
from modelhub.engine.synth.offline.types import DIALECTS, WEIGHTS, TypeChooser

# Ranges of the number of columns, as weights.
_SIZES = {(4, 6): 14, (7, 10): 30, (11, 15): 28, (16, 22): 17, (23, 34): 8, (35, 54): 3}
_LOTS = 0.3
# Processes in which what is measured on the thing has a place.
_MEASURING = frozenset({"sensor reading", "daily summary", "quality test", "inspection", "energy use"})
# What a number over a period is called, and how its meaning begins.
_FIGURES = {
    "average": "mean of the {m} over the {e}", "highest": "largest {m} that occurred", "lowest": "smallest {m} that occurred",
    "previous": "{m} the time before", "target": "{m} that was aimed at",
}  # fmt: skip


def draw_plan(brief: Brief, invention: Invention = NO_INVENTION) -> TablePlan:
    """Return the plan of a table; the same brief gives the same plan."""
    return _Draft(brief, invention).plan()


class _Draft:
    """One table being planned."""

    def __init__(self, brief: Brief, invention: Invention) -> None:
        self.chance = Random(brief.seed)  # noqa: S311
        self.brief = brief
        self.words: Subsector = subsector_of(brief.industry, self.chance)
        # A chance of its own: without invented words everything is drawn as it was before there were any.
        self.invention = Random(derived_seed("invented", brief.seed))  # noqa: S311
        is_invented = self.invention.random() < invention.tables
        if is_invented:
            self.words = invent(self.words, self.invention)
        self.invented_columns = invention.columns if is_invented else 0.0
        self.dialect = self.chance.choices(DIALECTS, WEIGHTS)[0]
        self.style: Style = draw_style(self.dialect, self.chance)
        is_grown = bool(self.invented_columns and invention.grown) and self.invention.random() < invention.grown
        self.grown = GrownColumns(self.dialect, self.style, self.invention) if is_grown else None
        self.types = TypeChooser(self.dialect, self.chance)
        self.currency = self.chance.choice(CURRENCIES) if self.chance.random() < 0.35 else ""
        self.size = self._size()

    def plan(self) -> TablePlan:
        drawer = SubjectDrawer(self.brief, self.words, self.dialect, self.chance)
        self.table = drawer.draw()
        self.process = drawer.process
        namer = Namer(self.style, self.dialect, self.words, self.brief, self.chance)
        self.table.name = namer.table(self.table)
        self.keys = Keys(self.table, self.style, namer, self.chance)
        for column in self.keys.columns(self._third()):
            self._add(column)
        for attributes, about in self._sources():
            self._take(attributes, about)
        self._take_figures()
        self._take_denormalised()
        self._take_audit()
        self._finish()
        return self.table

    def _size(self) -> int:
        least, most = self.chance.choices(list(_SIZES), list(_SIZES.values()))[0]
        return self.chance.randint(least, most)

    def _third(self) -> list[Noun]:
        """Return other things that the table points to."""
        about = self.table.about
        if self.table.kind in (TableKind.BRIDGE, TableKind.CODES, TableKind.CHANGE_LOG):
            return []
        classes_of_others: Sequence[str] = [one for one in OF_THINGS if one != "lot" or self.chance.random() < _LOTS]
        if about is not None and self.table.kind in (TableKind.MASTER, TableKind.HISTORY):
            classes_of_others = SENSIBLE[about.noun_class]
        others = [
            thing
            for thing in things_of(self.words, classes_of_others)
            if about is None or thing.noun_class != about.noun_class
        ]
        most = 0 if self.size < 6 else 1 if self.size < 9 else 2 if self.size < 16 else 3
        wanted, classes = self.chance.randint(min(1, most), most), set[str]()
        found: list[Noun] = []
        for thing in self.chance.sample(others, len(others)):
            if len(found) < wanted and thing.noun_class not in classes:
                classes.add(thing.noun_class)
                found.append(thing)
        return found

    def _sources(self) -> list[tuple[Sequence[Attribute], Noun | None]]:
        """Return what the table's own columns are taken from, most telling first."""
        shelf, about = library(), self.table.about
        of_about = shelf.classes[about.noun_class if about else "act"]
        match self.table.kind:
            case TableKind.PROCESS if self.process:
                return [(self.process.attributes, about)]
            case TableKind.ACT:
                return [(shelf.classes["act"], about)]
            case TableKind.BRIDGE:
                return [(shelf.generic["bridge"], about)]
            case TableKind.CODES:
                return [(shelf.generic["code list"][1:], about)]
            case TableKind.HEADER:
                return [(shelf.generic["header"], about)]
            case TableKind.CHANGE_LOG:
                return [(shelf.generic["change log"], about)]
            case TableKind.HISTORY:
                return [(shelf.generic["history"], about), (of_about, about)]
            case _:
                return [(of_about, about)]

    @property
    def _room(self) -> int:
        return self.size - len(self.table.columns)

    def _take(self, attributes: Sequence[Attribute], about: Noun | None) -> None:
        """Take so many attributes, in their order; a third of a small table is left to measures."""
        share = (
            1.0
            if self.table.kind in (TableKind.CODES, TableKind.CHANGE_LOG, TableKind.BRIDGE, TableKind.HISTORY)
            else 0.8
        )
        wanted = min(len(attributes), max(2, round(self._room * share)))
        chosen = sorted(self.chance.sample(range(len(attributes)), wanted))
        for place in chosen:
            self._add(self._column(attributes[place], about))

    def _take_figures(self) -> None:
        if self.table.kind in (TableKind.CODES, TableKind.CHANGE_LOG, TableKind.BRIDGE, TableKind.HEADER):
            return
        if self.process and self.process.name not in _MEASURING:
            return
        noun_class = (
            "act" if self.table.kind is TableKind.ACT or self.table.about is None else self.table.about.noun_class
        )
        measures = self.words.measures_of(noun_class)
        for measure in self.chance.sample(measures, min(len(measures), max(0, self._room))):
            self._add(self._measured(measure))
            if self._room > 6:
                self._add(self._figure(measure))

    def _measured(self, measure: Measure) -> PlannedColumn:
        return self._column(Attribute(measure.words, _logical(measure), measure.meaning, "it was not measured"), None)

    def _figure(self, measure: Measure) -> PlannedColumn:
        which = self.chance.choice(list(_FIGURES))
        meaning = _FIGURES[which].replace("{m}", measure.words)
        return self._column(Attribute(f"{which} {measure.words}", _logical(measure), meaning, "there is none"), None)

    def _take_denormalised(self) -> None:
        """Copy columns of the things that wide tables point to: flat tables of warehouses do so."""
        if self.table.kind in (TableKind.CODES, TableKind.CHANGE_LOG, TableKind.BRIDGE):
            return
        if self.table.kind is TableKind.PROCESS and self._room > 0:
            self._take_copied(self.table.about, max(0, self._room - 2))
        for key in self.table.foreign_keys:
            if self._room > 2 and key.target is not self.table.about:
                self._take_copied(key.target, self._room - 2)

    def _take_copied(self, thing: Noun | None, most: int) -> None:
        if thing is None:
            return
        attributes = library().classes[thing.noun_class]
        for place in sorted(self.chance.sample(range(len(attributes)), min(most, len(attributes)))):
            attribute = attributes[place]
            words = attribute.words.removeprefix("is ")
            prefix = thing.words.split()[-1]
            copied = Attribute(
                f"is {prefix} {words}" if attribute.words.startswith("is ") else f"{prefix} {words}",
                attribute.type, attribute.meaning, attribute.null_reason,
            )  # fmt: skip
            self._add(self._column(copied, thing))

    def _take_audit(self) -> None:
        audit = library().generic["audit"]
        wanted = self.chance.choice((0, 1, 1, 2, 2, 3, 4)) if self.size > 6 else self.chance.choice((0, 0, 1))
        for place in sorted(self.chance.sample(range(len(audit)), wanted)):
            self._add(self._column(audit[place], self.table.about))

    def _column(self, attribute: Attribute, about: Noun | None) -> PlannedColumn:
        subject = self.table.short
        thing = about.words if about else (self.table.about.words if self.table.about else subject)
        places = {"e": subject, "o": thing, "s": self.table.staff, "an_o": with_article(thing)}
        if self.invented_columns and self.invention.random() < self.invented_columns:
            if self.grown:
                return self.grown.draw(places)
            attribute = invent_attribute(self.style, self.invention)
        told = spelled(attribute, self.style, self.currency, self.chance)
        nullable = bool(attribute.null_reason) and self.chance.random() < 0.8
        return PlannedColumn(
            told.words, attribute.type, attribute.meaning, places, attribute.null_reason, nullable,
            unit=told.unit, currency=told.currency,
        )  # fmt: skip

    def _add(self, column: PlannedColumn) -> None:
        if self.table.column(column.words) is None:
            self.table.columns.append(column)

    def _finish(self) -> None:
        """Give columns their names and types; two of one name, after shortening, leave one."""
        named: dict[str, PlannedColumn] = {}
        for column in self.table.columns:
            column.name = column.name or self.style.name(_unreserved(column.words, self.table.short))
            column.type = column.type or self.types.type_of(column.logical)
            named.setdefault(column.name.lower(), column)
        self.table.columns = list(named.values())
        self._date_key()

    def _date_key(self) -> None:
        """A key that is only the thing's needs the day too; without one it is no key."""
        keys = self.table.keys
        if self.process is None or any(key.target is None for key in keys) or not keys:
            return
        day = next((column for column in self.table.columns if column.logical == "date"), None)
        keys[0].is_key = day is not None
        if day is not None:
            day.is_key, day.nullable = True, False


def _logical(measure: Measure) -> str:
    return (
        measure.unit
        if measure.unit in ("n", "ratio", "score", "pct")
        else "money"
        if measure.unit == "usd"
        else f"num:{measure.unit}"
    )


# Words that some dialect keeps for itself: alone they are no name.
_RESERVED = frozenset(
    {"condition", "role", "rank", "share", "comment", "operation", "level", "period", "model", "order"}
)


def _unreserved(words: str, subject: str) -> str:
    return f"{subject.split()[-1]} {words}" if words in _RESERVED else words
