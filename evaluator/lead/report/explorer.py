"""Tables and votes: the list of tables under one pair, most disputed first, with a letter per rater."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from evaluator.lead.report.directions import Direction
from evaluator.lead.report.figures_as_text import two
from evaluator.lead.report.naming import Naming
from evaluator.lead.report.vote_rows import Vote, latest_votes
from evaluator.models import Study
from evaluator.stats.design import size_band

PER_PAGE = 25
# More letters than this are no picture any more: then the counts are shown.
MAX_LETTERS = 12
OUTCOMES = ("disputed", "agreed", "first", "second", "even")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader asks for; blank means all."""

    name: str = ""
    domain: str = ""
    band: str = ""
    outcome: str = ""
    n: int = PER_PAGE


@dataclass(frozen=True, slots=True)
class Letter:
    """One vote as a letter: `tone` b for the first arm, s for the second, blank for neither."""

    text: str
    tone: str
    words: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """One table under the chosen pair; counts are votes towards the first arm."""

    uuid: UUID
    name: str
    domain: str
    n_columns: int
    wins: int
    ties: int
    losses: int
    value: str
    disagreement: str
    identical: bool
    letters: tuple[Letter, ...]


@dataclass(frozen=True, slots=True)
class Explorer:
    """The list, and what its filters offer."""

    rows: tuple[TableRow, ...]
    n_found: int
    n_more: int
    domains: tuple[str, ...]
    bands: tuple[str, ...]
    filters: Filters
    rater_codes: str
    more: str


@dataclass(frozen=True, slots=True)
class _Unit:
    """A table's stored figures under the chosen pair, in the chosen direction."""

    digest: str
    uuid: UUID
    name: str
    domain: str
    n_columns: int
    wins: int
    ties: int
    losses: int
    psi: float | None
    disagreement: float | None
    identical: bool

    @property
    def dispute_first(self) -> tuple[float, float, str]:
        """Most disagreement first, then the most even, then by name."""
        far = 1.0 if self.psi is None else abs(self.psi - 0.5)
        return -(self.disagreement or 0.0), far, self.name


def explorer(study: Study, result: Mapping[str, Any], focus: Direction, filters: Filters, naming: Naming) -> Explorer:
    """Return the tables that the filters leave, most disputed first."""
    units = _units(study, result, focus)
    found = sorted((unit for unit in units if _passes(unit, filters)), key=lambda unit: unit.dispute_first)
    page = found[: filters.n]
    raters = [rater["rater"] for rater in result["report"]["raters"]]
    letters = _letters(study, page, focus, naming, raters) if len(raters) <= MAX_LETTERS else {}
    return Explorer(
        rows=tuple(_row(unit, letters.get(unit.digest, ())) for unit in page),
        n_found=len(found),
        n_more=min(2 * PER_PAGE, len(found) - len(page)),
        domains=tuple(sorted({unit.domain for unit in units if unit.domain})),
        bands=tuple(dict.fromkeys(size_band(n) for n in sorted({unit.n_columns for unit in units}))),
        filters=filters,
        more=_more(focus, filters, len(page)),
        rater_codes=f"{_first(raters)}–{_last(raters)}" if len(raters) > 1 else "".join(raters),
    )


def _more(focus: Direction, filters: Filters, n_shown: int) -> str:
    """Return the address of the same list, longer."""
    asked = {name: value for name, value in asdict(filters).items() if value and name != "n"}
    return f"?{urlencode({'pair': '-'.join(focus), **asked, 'n': n_shown + 2 * PER_PAGE})}"


def _units(study: Study, result: Mapping[str, Any], focus: Direction) -> list[_Unit]:
    """Join the stored figures with the tables' names."""
    turned = focus[0] > focus[1]
    pair = tuple(sorted(focus))
    votes = {row[0]: row[3:] for row in result["disputes"] if (row[1], row[2]) == pair}
    psis = {row["table"]: row for row in result["report"]["tables"] if (row["system"], row["opponent"]) == pair}
    tables = study.tables.values_list(
        "table__digest", "table__uuid", "table__name", "table__domain", "table__n_columns"
    )
    return [_unit(table, votes.get(table[0]), psis.get(table[0]), turned=turned) for table in tables]


def _unit(
    table: tuple[str, UUID, str, str, int],
    votes: Sequence[Any] | None,
    figures: Mapping[str, Any] | None,
    *,
    turned: bool,
) -> _Unit:
    wins, ties, losses, both_bad, _, disagreement = votes or (0, 0, 0, 0, 0, None)
    psi = figures["psi"] if figures else None
    if turned:
        wins, losses, psi = losses, wins, None if psi is None else 1 - psi
    identical = bool(figures and figures["identical"])
    return _Unit(*table, wins, ties + both_bad, losses, psi, disagreement, identical)


def _passes(unit: _Unit, filters: Filters) -> bool:
    return (
        filters.name.casefold() in unit.name.casefold()
        and filters.domain in {"", unit.domain}
        and filters.band in {"", size_band(unit.n_columns)}
        and (not filters.outcome or filters.outcome == _outcome(unit, filters.outcome))
    )


def _outcome(unit: _Unit, asked: str) -> str:
    if asked in {"disputed", "agreed"}:
        return "" if unit.disagreement is None else "disputed" if unit.disagreement > 0 else "agreed"
    return "" if unit.psi is None else "first" if unit.psi > 0.5 else "second" if unit.psi < 0.5 else "even"


def _letters(
    study: Study, units: Sequence[_Unit], focus: Direction, naming: Naming, raters: Sequence[str]
) -> dict[str, tuple[Letter, ...]]:
    """Return each table's votes, one place per rater in the order of their codes, blank where a rater gave none."""
    initials = naming.letters(*focus)
    votes = latest_votes(study, focus, [unit.uuid for unit in units])
    places = sorted(raters, key=lambda code: (len(code), code))
    letters: dict[str, tuple[Letter, ...]] = {}
    for unit in units:
        given = {vote.rater: vote for vote in votes.get(unit.uuid, ()) if vote.repeat == 0}
        letters[unit.digest] = tuple(
            letter(given[code], initials, focus, naming) if code in given else Letter("·", "", f"{code}: no answer")
            for code in places
        )
    return letters


def letter(vote: Vote, initials: tuple[str, str], focus: Direction, naming: Naming) -> Letter:
    """Return one vote as a letter and as words."""
    towards = vote.towards(focus[0])
    if towards is None:
        return Letter("?", "", f"{vote.rater}: can’t judge")
    if towards == 0:
        sign, words = ("✕", "both bad") if vote.both_bad else ("=", "tie")
        return Letter(sign, "", f"{vote.rater}: {words}")
    side = 0 if towards > 0 else 1
    return Letter(initials[side], "bs"[side], f"{vote.rater}: {naming.of(focus[side])} better")


def _row(unit: _Unit, letters: tuple[Letter, ...]) -> TableRow:
    return TableRow(
        uuid=unit.uuid,
        name=unit.name,
        domain=unit.domain,
        n_columns=unit.n_columns,
        wins=unit.wins,
        ties=unit.ties,
        losses=unit.losses,
        value=two(unit.psi),
        disagreement=two(unit.disagreement),
        identical=unit.identical,
        letters=letters,
    )


def _first(codes: Sequence[str]) -> str:
    return min(codes, key=lambda code: (len(code), code))


def _last(codes: Sequence[str]) -> str:
    return max(codes, key=lambda code: (len(code), code))
