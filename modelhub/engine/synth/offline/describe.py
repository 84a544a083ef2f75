"""What a description says about a planned table: its grain, its purpose, how it is joined, what to beware of."""

from collections.abc import Iterator
from random import Random

from modelhub.engine.schema_rules.names import with_article
from modelhub.engine.synth.offline.caveats import caveats
from modelhub.engine.synth.offline.purposes import purposes
from modelhub.engine.synth.offline.table_plan import PlannedColumn, TableKind, TablePlan, plural_of
from modelhub.engine.synth.offline.text_choice import as_sentence, choose_text

_GRAINS = {
    TableKind.MASTER: (
        "[one row per {short}|one row for each {short}|each row is one {short}|every {short} has one row]",
        "master [list|record] of {plural}, [one row each|with a row for each of them]",
        "[list|register] of the {plural} that [are in use|are known|the organisation deals with], one row per {short}",
        "{plural} with their [main properties|standing data], one row each",
        "[holds|keeps|describes] {plural}, one per row",
    ),
    TableKind.HISTORY: (
        "one row per {short} and version[|: whenever something changes, a new row is added]",
        "history of {plural}: [each row is one version of a {short}|a new row is added with each change]",
        "each row is {an_short} as it was [between two changes|during one span of time]",
        "keeps all versions of the {plural}, one row for each span in which [nothing changed|all values stayed the same]",
    ),
    TableKind.PROCESS: (
        "[one row per {short} of {an_about}|each row is one {short} of {an_about}|one row for each {short} of {an_about}]",
        "{short_plural} of {about_plural}, one row each",
        "[records|holds|collects|keeps] {short_plural} of {about_plural}, [one per row|a row for each {short}]",
        "log of {short_plural} [for|of] {about_plural}, with one row per {short}",
        "a row is written for [each|every] {short} of {an_about}",
    ),
    TableKind.ACT: (
        "[one row per {short}|each row is one {short}|one row for each {short}]",
        "{plural} as they [were carried out|took place], one row each",
        "[records|holds|collects] {plural} at the level of the single {short}",
        "log of {plural}, one row for each[| of them]",
        "every {short} [adds|gets] a row here[|, with its time and outcome]",
    ),
    TableKind.BRIDGE: (
        "[connects|links] {about_plural} with {second_plural}, one row per pair",
        "one row per {about} and {second} that belong together",
        "[bridge|link table] between {about_plural} and {second_plural}: each row is one pair",
        "many-to-many relation of {about_plural} and {second_plural}, a row for each [connection|pair]",
    ),
    TableKind.CODES: (
        "[code list|reference list|lookup] of the {plural}, one row per code",
        "{plural} that may be [entered|chosen], one row each",
        "translates codes of {plural} into words, one row per code",
        "[lookup|reference] table: each row is one {short}",
    ),
    TableKind.CHANGE_LOG: (
        "one row per changed [field|value] of {an_about}",
        "audit trail of {about_plural}: each row is one change [to|of] one field",
        "[records|keeps] who changed what on {about_plural}, one row per field and change",
    ),
    TableKind.HEADER: (
        "one row per {short} of {an_about}, [its lines are kept elsewhere|without its lines]",
        "[heads|head records] of {short_plural} of {about_plural}, one row for each paper",
        "each row is the head of one {short} [made for|of] {an_about}",
    ),
}  # fmt: skip
_ORIGINS = (
    "The {staff} [enters|keeps|fills in] the rows", "Rows are [entered|added] by the {staff}", "The {staff} adds a row [as it happens|on the same day]",
)  # fmt: skip
_PURPOSES = (
    "[it serves|it is used for|it is the basis of|it supports|it feeds|it is read for|analysts use it for|reports draw on it for] {use_case}",
    "[it serves|it is used for|it supports|it feeds] {use_case} in {industry}",
    "{staff_plural} [use it for|work with it for|rely on it for|consult it for] {use_case}",
    "[the main use is|its purpose is|it was set up for] {use_case}[| in {industry}]",
    "{use_case} [is based on it|draws on it]",
)
_OWN_PURPOSES = (
    "[it serves|it is used for|it is read for|people use it for|the main use is|its purpose is|typical uses are|it is needed for] {use_case}",
    "{staff_plural} [use it for|work with it for|consult it for|open it for] {use_case}",
    "[reports and {staff_plural}|{staff_plural} and others] use it for {use_case}[| in {industry}]",
    "[it was set up for|it is kept for|it exists for] {use_case}[|, among other things]",
)
_ONE_KEY = (
    "each row is [linked|tied] to {table} by {column}", "it joins to {table} [through|by|on] {column}", "through {column} it [refers to|is joined to] {table}",
    "[details of the {thing} are found|more about the {thing} is found] in {table}", "[data on|facts about] the {things} are in {table}, joined [by|through] {column}",
    "each row belongs to one {thing}, kept in {table}",
)  # fmt: skip
_TWO_KEYS = (
    "it joins to {table} [through|by] {column} and to {table2} [through|by] {column2}", "by {column} and {column2} it [leads|points] to {table} and {table2}",
    "the {thing} and the {thing2} are [described|kept] in {table} and {table2}", "it [connects|brings together] {table} and {table2}[| by their keys]",
)  # fmt: skip
_MEANT = (
    "the {thing} is [named|given] by {column}", "rows are tied to {things} by {column}, without a declared key",
    "the {thing} is found [through|by] {column}, although no foreign key is declared", "it can be joined to the {things} on {column}",
)  # fmt: skip
_SHARE_GIST, _SHARE_ORIGIN = 0.12, 0.2
# How often the use case is named, where the table was made for it, and where it is only looked up for it.
_SHARE_ON_TOPIC, _SHARE_OFF_TOPIC = 0.7, 0.12
_LONGEST_GIST = 140


def describe(table: TablePlan, chance: Random) -> str:
    """Return two to four sentences."""
    places = _places(table)
    told = [choose_text(chance.choice(_GRAINS[table.kind]), places, chance), _purpose(table, places, chance)]
    keys, warnings = list(_joins(table, chance)), list(caveats(table))
    if keys and (chance.random() < 0.75 or not warnings):
        told.append(keys[0])
    if warnings and (chance.random() < 0.65 or len(told) == 2):
        told.append(choose_text(chance.choice(warnings), places, chance))
    if len(told) == 2 and chance.random() < _SHARE_ORIGIN:
        told.append(choose_text(chance.choice(_ORIGINS), places, chance))
    if len(told) == 4 and chance.random() < 0.3:
        told[1:3] = told[2], told[1]
    return " ".join(as_sentence(text) for text in told)


def _places(table: TablePlan) -> dict[str, str]:
    about = table.about.words if table.about else table.short
    second = table.second.words if table.second else about
    return {
        "short": table.short, "an_short": with_article(table.short), "plural": plural_of(table.short),
        "short_plural": plural_of(table.short), "about": about, "an_about": with_article(about), "about_plural": plural_of(about),
        "second": second, "second_plural": plural_of(second), "staff": table.staff, "staff_plural": plural_of(table.staff),
        "use_case": _lower(table.use_case), "industry": table.subsector_title,
        "loaded": next((column.name for column in table.columns if column.words == "extract date"), ""),
    }  # fmt: skip


def _lower(title: str) -> str:
    """Return a title within a sentence; a capital behind the first letter marks an abbreviation."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _purpose(table: TablePlan, places: dict[str, str], chance: Random) -> str:
    """Say what the table is for: its use case where that shows in the table, else what such tables are good for."""
    if chance.random() > (_SHARE_ON_TOPIC if table.is_on_topic else _SHARE_OFF_TOPIC):
        return choose_text(chance.choice(_OWN_PURPOSES), {**places, "use_case": _own_purpose(table, chance)}, chance)
    first = table.use_case_gist.rstrip(".")
    verb = first.split(" ")[0]
    if chance.random() < _SHARE_GIST and verb.endswith("s") and verb.istitle() and len(first) < _LONGEST_GIST:
        return f"{places['use_case']}, which {first[:1].lower()}{first[1:]}, {chance.choice(('draws on it', 'uses it', 'reads it'))}"
    return choose_text(chance.choice(_PURPOSES), places, chance)


def _own_purpose(table: TablePlan, chance: Random) -> str:
    key = table.short if table.short in purposes() else table.kind.value if table.kind.value in purposes() else ""
    about = table.about.noun_class if table.about else "act"
    thing = table.about.words if table.about else table.short
    return choose_text(chance.choice(purposes()[key or about]), {"o": thing, "os": plural_of(thing)}, chance)


def _joins(table: TablePlan, chance: Random) -> Iterator[str]:
    declared = [column for column in table.foreign_keys if column.is_declared]
    if len(declared) > 1 and chance.random() < 0.6:
        first, second = chance.sample(declared, 2)
        yield choose_text(chance.choice(_TWO_KEYS), _of_keys(first.name, first, second.name, second), chance)
    elif declared:
        one = chance.choice(declared)
        yield choose_text(chance.choice(_ONE_KEY), _of_keys(one.name, one, one.name, one), chance)
    elif table.foreign_keys:
        one = chance.choice(table.foreign_keys)
        yield choose_text(chance.choice(_MEANT), _of_keys(one.name, one, one.name, one), chance)


def _of_keys(name: str, one: PlannedColumn, name2: str, two: PlannedColumn) -> dict[str, str]:
    thing, thing2 = (column.target.words if column.target else "row" for column in (one, two))
    return {
        "column": name, "table": one.target_table, "thing": thing, "things": plural_of(thing),
        "column2": name2, "table2": two.target_table, "thing2": thing2,
    }  # fmt: skip
