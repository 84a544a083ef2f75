"""Keys of a planned table: what identifies a row, and the tables that it points to."""

from random import Random

from modelhub.engine.schema_rules.names import with_article
from modelhub.engine.synth.offline.styles import Style
from modelhub.engine.synth.offline.table_names import Namer
from modelhub.engine.synth.offline.table_plan import Noun, PlannedColumn, TableKind, TablePlan

_SURROGATE = (
    "[number|key] that [identifies|stands for] {an_e}[, given by the database| and means nothing else|, never used twice]",
    "[surrogate|internal] key of the {e}[|, assigned when the row is inserted|; people never see it]",
    "[running number|technical key] [by which other tables refer to|under which other tables find] the {e}",
)
_RANDOM = (
    "random identifier of the {e}[, made when the row is written|, the same in all systems|]",
    "[globally unique value|UUID] that identifies {an_e}[ across systems|]",
)
_NATURAL = (
    "[code|number] by which people [know|refer to] the {e}[, unique in this table| on papers and screens|]",
    "business key of the {e}[, as printed on papers|; it does not change|, set by those who keep the list]",
)
# How a row is connected with a thing, by the thing's class; {n} is the thing, {e} the row.
_RELATIONS = {
    "place": ("{N} [where|at which] the {e} [took place|happened]", "{N} to which the {e} [belongs|is assigned]"),
    "asset": ("{N} [used for|involved in] the {e}", "{N} that the {e} [concerns|has to do with]"),
    "item": ("{N} to which the {e} applies", "{N} that was [used|meant] in the {e}"),
    "lot": ("{N} from which the {e} [stems|comes]", "{N} that was handled in the {e}"),
    "party": ("{N} [for whom|on whose behalf] the {e} exists", "{N} [behind|concerned by] the {e}"),
    "deal": ("{N} under which the {e} [falls|was made]", "{N} that [covers|stands behind] the {e}"),
}
# The same for a row that describes a thing, rather than something that happened.
_BELONGINGS = {
    "place": "{N} [to which the {e} belongs|where the {e} is found|that the {e} is counted with]",
    "asset": "{N} that goes with the {e}",
    "item": "{N} that the {e} [is made of|consists of]",
    "lot": "{N} to which the {e} goes back",
    "party": "{N} [connected with|responsible for] the {e}",
    "deal": "{N} [that covers|under which one has] the {e}",
}
# Which other things a thing of a class can point to, as a column of its own.
SENSIBLE = {
    "place": ("party", "deal"), "asset": ("place", "party", "deal"), "item": ("party",), "lot": ("item", "party", "place"),
    "party": ("place",), "deal": ("party", "place"),
}  # fmt: skip
_ABOUT = (
    "{N} that the {e} is about",
    "{N} [to which the {e} refers|concerned by the {e}]",
    "{N} [that the {e} has to do with|touched by the {e}]",
)
_THINGS = ("{}", "{}", "{}", "the {}", "reference to the {}", "key of the {}", "foreign key to the {}")
_LONGEST_HEAD = 3
_DATED = frozenset({"stock snapshot", "daily summary", "energy use", "cost allocation", "forecast", "price"})


class Keys:
    """The key columns of one table, in one manner throughout."""

    def __init__(self, table: TablePlan, style: Style, namer: Namer, chance: Random) -> None:
        self._table, self._style, self._namer, self._chance = table, style, namer, chance
        self._logical = chance.choices(("bigint", "int", "code", "uuid"), (45, 25, 22, 8))[0]
        self._ending = "code" if self._logical == "code" and chance.random() < 0.5 else style.id_ending
        self._is_declared = chance.random() < (
            0.75 if table.dialect in ("postgres", "mysql", "oracle", "tsql") else 0.45
        )

    def columns(self, others: list[Noun]) -> list[PlannedColumn]:
        """Return the primary key and the foreign keys, to the table's own thing first."""
        kind, about = self._table.kind, self._table.about
        if kind is TableKind.BRIDGE and about and self._table.second:
            both = [self._foreign(noun, _BELONGINGS[noun.noun_class]) for noun in (about, self._table.second)]
            for column in both:
                column.is_key, column.nullable = True, False
                column.meaning = (
                    "{n} on [this|one] side of the connection" if column is both[0] else "{n} on the other side"
                )
            return both
        if kind is TableKind.CODES:
            return [self._own("code", "code", _NATURAL)]
        if kind in (TableKind.MASTER, TableKind.HISTORY):
            return [*self._identity(kind), *(self._foreign(noun, _BELONGINGS[noun.noun_class]) for noun in others)]
        own = [] if about is None else [self._foreign(about, self._chance.choice(_ABOUT))]
        for column in own:
            column.nullable = False
        foreign = [*own, *(self._foreign(noun, self._chance.choice(_RELATIONS[noun.noun_class])) for noun in others)]
        return self._with_primary(foreign)

    def _identity(self, kind: TableKind) -> list[PlannedColumn]:
        noun = self._table.short
        if kind is TableKind.HISTORY:
            version = self._own(f"{noun} version {self._ending}", self._logical, _SURROGATE)
            version.places = {"e": "version", "an_e": "a version"}
            natural = self._own(f"{noun} number", "code", _NATURAL)
            natural.is_key = False
            natural.meaning = "[code|number] of the {e}, the same [in|across] all its versions"
            return [version, natural]
        if self._logical == "code":
            return [self._own(f"{noun} {self._ending}", "code", _NATURAL)]
        key = self._own(f"{noun} {self._ending}", self._logical, _RANDOM if self._logical == "uuid" else _SURROGATE)
        if self._chance.random() < 0.5:
            return [key]
        name = self._own(
            f"{noun} name",
            "name",
            ("[what the {e} is called|wording by which the {e} is known][ on screens| in reports|]",),
        )
        name.is_key = False
        return [key, name]

    def _with_primary(self, foreign: list[PlannedColumn]) -> list[PlannedColumn]:
        # The thing's own words would be the name of the foreign key to it.
        is_short = self._table.kind is TableKind.CHANGE_LOG or len(self._table.subject.split()) > _LONGEST_HEAD
        head = self._table.short if is_short or self._chance.random() < 0.5 else self._table.subject
        if self._table.short in _DATED and foreign and self._chance.random() < 0.5:
            # The day joins it once the columns are known.
            foreign[0].is_key = True
            return foreign
        if self._chance.random() < 0.06:
            return foreign
        texts = {"uuid": _RANDOM, "code": _NATURAL}.get(self._logical, _SURROGATE)
        return [self._own(f"{head} {self._ending}", self._logical, texts), *foreign]

    def _own(self, words: str, logical: str, meanings: tuple[str, ...]) -> PlannedColumn:
        noun = self._table.short
        places = {"e": noun, "an_e": with_article(noun)}
        return PlannedColumn(words, logical, self._chance.choice(meanings), places, is_key=True)

    def _foreign(self, noun: Noun, meaning: str) -> PlannedColumn:
        table = self._namer.other(noun)
        words = f"{noun.words} {self._ending}"
        places = {
            "n": noun.words,
            "N": self._chance.choice(_THINGS).format(noun.words),
            "e": self._table.short,
            "table": table,
        }
        target = self._style.name(words) if self._chance.random() < 0.8 else self._style.name(self._ending)
        return PlannedColumn(
            words, self._logical, meaning, places, null_reason=f"no {noun.words} is known",
            nullable=self._chance.random() < 0.35, target=noun, target_table=table, target_column=target,
            is_declared=self._is_declared and self._chance.random() < 0.9,
        )  # fmt: skip
