"""Industry codes as the Census Bureau publishes them: its 2022 and 2017 files as they are, or a list of code and title."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluator.intake.problem import IntakeError, Problem, shown
from modelhub.taxonomies.sheet import read_sheet
from modelhub.taxonomies.workbook import Row

# The header may follow a heading of the sheet.
N_HEADING_ROWS = 20
MAX_PROBLEMS = 100
MAX_TITLE = 300
SECTOR, NATIONAL_INDUSTRY = 2, 6
_RANGES = {**dict.fromkeys(("31", "32", "33"), "31-33"), "44": "44-45", "45": "44-45", "48": "48-49", "49": "48-49"}
_CODE_HEADER = re.compile(r"(?:(?P<edition>\d{4}) )?(?:naics )?(?:us )?codes?", re.IGNORECASE)
_TITLE_HEADER = re.compile(r"(?:(?P<edition>\d{4}) )?(?:naics )?(?:us )?(?:industry )?titles?", re.IGNORECASE)
_CODE = re.compile(r"\d{2,6}|31-33|44-45|48-49")
# A superscript T in some editions: the industry is comparable in Canada, Mexico and the United States.
_TRILATERAL = re.compile(r"(?<=[a-z)])T$| T$")
_HEADER_REMEDY = "Give the official file as it is, or a header with a code and a title."


@dataclass(frozen=True, slots=True)
class IndustryLine:
    """One code of a file; `parent` is the longest shorter code of the same file, or blank."""

    line: int
    code: str
    title: str
    level: int
    parent: str


@dataclass(frozen=True, slots=True)
class NaicsFile:
    """All codes of a file, shorter before longer; the edition is the year in its header, None where it has none."""

    edition: int | None
    industries: tuple[IndustryLine, ...]


@dataclass(frozen=True, slots=True)
class _Header:
    place: int
    code: int
    title: int
    n_cells: int
    edition: int | None


def read_naics(data: bytes, *, source: str) -> NaicsFile:
    """Read a workbook or CSV file. Raises IntakeError naming every line that can't be used."""
    rows = read_sheet(data, source=source)
    header = _header(rows, source)
    problems: list[Problem] = []
    found: dict[str, tuple[int, str]] = {}
    for line, cells in rows[header.place + 1 :]:
        problem = _overlong(line, cells, header, source) or _take(
            found, line, _cell(cells, header.code), _cell(cells, header.title), source
        )
        if problem is not None:
            problems.append(problem)
        if len(problems) == MAX_PROBLEMS:
            break
    if not found and not problems:
        problems = [Problem(source, None, "no codes stand below the header", "Check that the right file was chosen.")]
    if problems:
        raise IntakeError(*problems)
    return NaicsFile(header.edition, _industries(found))


def sector_of(code: str) -> str:
    """Return the sector of a code: 311 gives "31-33"."""
    return code if "-" in code else _RANGES.get(code[:2], code[:2])


def _header(rows: Sequence[Row], source: str) -> _Header:
    for place, (_, cells) in enumerate(rows[:N_HEADING_ROWS]):
        codes = [(i, match) for i, cell in enumerate(cells) if (match := _CODE_HEADER.fullmatch(cell))]
        titles = [(i, match) for i, cell in enumerate(cells) if (match := _TITLE_HEADER.fullmatch(cell))]
        if len(codes) == 1 and len(titles) == 1:
            edition = codes[0][1]["edition"] or titles[0][1]["edition"]
            return _Header(place, codes[0][0], titles[0][0], len(cells), int(edition) if edition else None)
    what = f"none of the first {N_HEADING_ROWS} rows names one column of codes and one of titles"
    raise IntakeError(Problem(source, None, what, _HEADER_REMEDY))


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _overlong(line: int, cells: Sequence[str], header: _Header, source: str) -> Problem | None:
    """Refuse a row that goes on beyond the header: a title with a comma and without quotes would lose its end."""
    if not any(cells[header.n_cells :]):
        return None
    what = f"the row has {len(cells)} cells, the header {header.n_cells}"
    return Problem(source, line, what, "Put titles with commas in quotation marks.")


def _take(found: dict[str, tuple[int, str]], line: int, code: str, title: str, source: str) -> Problem | None:
    """Keep one row, or return what is wrong with it; a row without code and title is blank."""
    if not code and not title:
        return None
    code, title = re.sub(r"(?<=\d) ?T$", "", code).replace("–", "-"), _TRILATERAL.sub("", title).rstrip()
    if not _CODE.fullmatch(code):
        return Problem(
            source, line, f"{shown(code)} is no NAICS code", "Write two to six digits, or 31-33 for a range."
        )
    if not title or len(title) > MAX_TITLE:
        what = f"{code} has {'no title' if not title else f'a title of {len(title):,} characters'}"
        return Problem(source, line, what, f"Give every code a title of at most {MAX_TITLE} characters.")
    if code in found:
        return Problem(source, line, f"{code} stands in line {found[code][0]} already", "Keep one of them.")
    found[code] = (line, title)
    return None


def _industries(found: Mapping[str, tuple[int, str]]) -> tuple[IndustryLine, ...]:
    lines = [
        IndustryLine(line, code, title, SECTOR if "-" in code else len(code), _parent(code, found))
        for code, (line, title) in found.items()
    ]
    return tuple(sorted(lines, key=lambda one: (one.level, one.code)))


def _parent(code: str, found: Mapping[str, tuple[int, str]]) -> str:
    """Return the longest shorter code that the file has: it may leave levels out, as that of 2017 does."""
    return next((one for one in shorter_codes(code) if one in found), "")


def shorter_codes(code: str) -> list[str]:
    """Return the codes that a code is a part of, the nearest first: 3111 gives 311 and 31-33."""
    if "-" in code or len(code) == SECTOR:
        return []
    return [*(code[:n] for n in range(len(code) - 1, SECTOR, -1)), sector_of(code)]
