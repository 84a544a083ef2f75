"""Industries and use cases of a file --> records, whole or not at all; storing a file twice changes nothing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from evaluator.intake.problem import IntakeError, Problem
from evaluator.steps.write_turn import write_turn
from modelhub.models import Industry, UseCase
from modelhub.taxonomies.naics import IndustryLine, NaicsFile, read_naics, shorter_codes
from modelhub.taxonomies.use_cases import UseCaseLine, read_use_cases

EDITIONS = range(1997, 2100)
BUILT_IN_EDITION = 2022
BUILT_IN_SOURCE = "fixtures/synth"
BUILT_IN_OWNER = "Blindbench"
_FOLDER: Path = settings.BASE_DIR / "fixtures" / "synth"


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of the lines of a file."""

    n_new: int
    n_changed: int
    n_known: int
    # Of industries: how many codes of each level the file has.
    n_by_level: tuple[tuple[Industry.Level, int], ...] = ()
    edition: int | None = None


def store_industries(file: NaicsFile, *, source: str, edition: int | None = None) -> Stored:
    """Store the codes of one edition: the file's own, or where its header has no year the one given. Raises IntakeError."""
    year = _edition(file, edition, source)
    with write_turn():
        known = {one.code: one for one in Industry.objects.filter(edition=year)}
        n_known = sum(_is_same(known.get(line.code), line) for line in file.industries)
        n_changed = sum(line.code in known for line in file.industries) - n_known
        _store(file.industries, year, source)
        _link(year)
    levels = Counter(line.level for line in file.industries)
    by_level = tuple((Industry.Level(level), n) for level, n in sorted(levels.items()))
    return Stored(len(file.industries) - n_known - n_changed, n_changed, n_known, by_level, year)


def _edition(file: NaicsFile, given: int | None, source: str) -> int:
    if file.edition is not None and given not in (None, file.edition):
        what = f"the header says {file.edition}, not {given}"
        raise IntakeError(Problem(source, None, what, "Leave the edition out, or give the right file."))
    year = file.edition or given
    if year is None:
        raise IntakeError(Problem(source, None, "the header names no year", "Say which edition it is: --edition 2022."))
    if year not in EDITIONS:
        raise IntakeError(Problem(source, None, f"there is no edition of {year}", "Check the header."))
    return year


def _is_same(known: Industry | None, line: IndustryLine) -> bool:
    return known is not None and known.title == line.title


def _store(lines: Sequence[IndustryLine], year: int, source: str) -> None:
    Industry.objects.bulk_create(
        [
            Industry(edition=year, code=line.code, title=line.title, level=line.level, source=source[:255])
            for line in lines
        ],
        update_conflicts=True,
        unique_fields=["edition", "code"],
        update_fields=["title", "level", "source"],
        batch_size=500,
    )


def _link(year: int) -> None:
    """Point every code to the longest shorter one that is stored: another file may have brought levels in between."""
    codes = {one.code: one for one in Industry.objects.filter(edition=year)}
    moved = []
    for one in codes.values():
        parent = next((codes[code] for code in shorter_codes(one.code) if code in codes), None)
        if one.parent_id != (parent and parent.pk):
            one.parent = parent
            moved.append(one)
    Industry.objects.bulk_update(moved, ["parent"], batch_size=500)


def store_use_cases(lines: Sequence[UseCaseLine], *, source: str, owner: str) -> Stored:
    """Store use cases; the same owner may reword one, a key of another owner's is refused. Raises IntakeError."""
    with write_turn():
        known = {one.key: one for one in UseCase.objects.filter(key__in=[line.key for line in lines])}
        taken = [line for line in lines if line.key in known and known[line.key].owner != owner]
        if taken:
            raise IntakeError(*(_taken(line, known[line.key], source) for line in taken[:100]))
        n_known = sum(line.key in known and _fields(known[line.key]) == _given(line) for line in lines)
        UseCase.objects.bulk_create(
            [_use_case(line, source, owner) for line in lines],
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=["title", "description", "sectors", "source"],
            batch_size=500,
        )
    n_new = sum(line.key not in known for line in lines)
    return Stored(n_new, len(lines) - n_new - n_known, n_known)


def store_built_in_taxonomies() -> None:
    """Store the industries and use cases that come with the project, where there are none yet."""
    if not Industry.objects.filter(edition=BUILT_IN_EDITION).exists():
        data = (_FOLDER / "industries.csv").read_bytes()
        source = f"{BUILT_IN_SOURCE}/industries.csv"
        store_industries(read_naics(data, source=source), source=source, edition=BUILT_IN_EDITION)
    if not UseCase.objects.filter(owner=BUILT_IN_OWNER).exists():
        data = (_FOLDER / "use_cases.yaml").read_bytes()
        source = f"{BUILT_IN_SOURCE}/use_cases.yaml"
        store_use_cases(read_use_cases(data, source=source), source=source, owner=BUILT_IN_OWNER)


def _taken(line: UseCaseLine, known: UseCase, source: str) -> Problem:
    what = f"the key {line.key} belongs to {known.owner} ({known.source})"
    return Problem(source, line.line, what, "Choose another key, or import it as that owner.")


def _use_case(line: UseCaseLine, source: str, owner: str) -> UseCase:
    title, description, sectors = _given(line)
    return UseCase(
        key=line.key, title=title, description=description, sectors=sectors, source=source[:255], owner=owner
    )


def _given(line: UseCaseLine) -> tuple[str, str, list[str]]:
    return line.title, line.description, list(line.sectors)


def _fields(known: UseCase) -> tuple[str, str, list[str]]:
    return known.title, known.description, known.sectors
