"""Industries from CSV and use cases from YAML, as the command line takes them; errors name file and line."""

import csv
from pathlib import Path

import yaml

from modelhub.engine.synth.brief import Industry, UseCase, sector_of

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures" / "synth"
INDUSTRIES, USE_CASES = FIXTURES / "industries.csv", FIXTURES / "use_cases.yaml"
MAX_BYTES = 5_000_000
_USE_CASE_FIELDS = ("key", "title", "description")


class TaxonomyRefused(ValueError):
    """A file that can't be used; the message names it, the place, and what to write there."""


def read_industries(path: Path = INDUSTRIES) -> tuple[Industry, ...]:
    """Return the industries of a CSV file with the columns code and title, in any order. Raises TaxonomyRefused, OSError."""
    rows = csv.DictReader(_text(path).splitlines())
    if not {"code", "title"} <= set(rows.fieldnames or ()):
        raise TaxonomyRefused(f"{path}: the first line must name the columns code and title")
    found: dict[str, Industry] = {}
    for row in rows:
        code, title = (row["code"] or "").strip(), (row["title"] or "").strip()
        if not code[:2].isdigit() or not title:
            raise TaxonomyRefused(f"{path}, line {rows.line_num}: write a NAICS code and a title, not {row!r}")
        if code in found:
            raise TaxonomyRefused(f"{path}, line {rows.line_num}: code {code} stands twice; keep one")
        found[code] = Industry(code, title, sector_of(code))
    if not found:
        raise TaxonomyRefused(f"{path}: there is no industry in it")
    return tuple(found.values())


def read_use_cases(path: Path = USE_CASES) -> tuple[UseCase, ...]:
    """Return the use cases of a YAML file: a list of key, title, description, sectors. Raises TaxonomyRefused, OSError."""
    try:
        entries = yaml.load(_text(path), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except (yaml.YAMLError, RecursionError) as error:
        raise TaxonomyRefused(f"{path}: this is no YAML: {error}") from error
    if not isinstance(entries, list) or not entries:
        raise TaxonomyRefused(f"{path}: write a list of use cases")
    cases = [_use_case(entry, f"{path}, entry {place}") for place, entry in enumerate(entries, start=1)]
    keys = [case.key for case in cases]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise TaxonomyRefused(f"{path}: the key {twice[0]} stands twice; keep one")
    return tuple(cases)


def _use_case(entry: object, place: str) -> UseCase:
    if not isinstance(entry, dict):
        raise TaxonomyRefused(f"{place}: write an object with key, title, description and sectors")
    for field in _USE_CASE_FIELDS:
        if not isinstance(entry.get(field), str) or not entry[field].strip():
            raise TaxonomyRefused(f"{place}: {field} must be a text")
    sectors = entry.get("sectors", "all")
    if sectors != "all" and not (isinstance(sectors, list) and all(isinstance(one, str) for one in sectors)):
        raise TaxonomyRefused(f'{place}: sectors must be all, or a list of texts such as "31-33"')
    key, title, description = (entry[field].strip() for field in _USE_CASE_FIELDS)
    return UseCase(key, title, description, () if sectors == "all" else tuple(sectors))


def _text(path: Path) -> str:
    data = path.read_bytes()
    if len(data) > MAX_BYTES:
        raise TaxonomyRefused(f"{path} has {len(data):,} bytes, more than the {MAX_BYTES:,} allowed")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TaxonomyRefused(f"{path} is not UTF-8; save it as UTF-8") from error
