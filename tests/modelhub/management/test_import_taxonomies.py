"""manage.py import_naics and import_use_cases: what is stored, said, and refused."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from modelhub.models import Industry, UseCase
from modelhub.steps.store_taxonomy import store_built_in_taxonomies

pytestmark = pytest.mark.django_db
CODES = (
    "2022 NAICS US   Code,2022 NAICS US Title\n31-33,Manufacturing\n311,Food Manufacturing \n311111,Dog and Cat Food\n"
)


def said(command: str, *arguments: object) -> str:
    out = StringIO()
    call_command(command, *map(str, arguments), stdout=out)
    return out.getvalue()


def codes(tmp_path: Path, text: str = CODES) -> Path:
    path = tmp_path / "codes.csv"
    path.write_text(text)
    return path


def test_codes_are_stored_with_their_parents_and_counted_by_level(tmp_path: Path) -> None:
    printed = said("import_naics", codes(tmp_path))

    assert printed.splitlines() == [
        "      1 sectors",
        "      1 subsectors",
        "      1 national industries",
        "      3 codes of NAICS 2022 in codes.csv: 3 new, 0 with another title, 0 already there.",
    ]
    parents = Industry.objects.order_by("code").values_list("code", "parent__code", "title")
    assert list(parents) == [
        ("31-33", None, "Manufacturing"),
        ("311", "31-33", "Food Manufacturing"),
        ("311111", "311", "Dog and Cat Food"),
    ]


def test_importing_codes_twice_changes_nothing_but_what_was_reworded(tmp_path: Path) -> None:
    said("import_naics", codes(tmp_path))
    before = list(Industry.objects.order_by("id").values_list("id", "code"))

    again = said("import_naics", codes(tmp_path, CODES.replace("Dog and Cat", "Pet")))

    assert again.splitlines()[-1].endswith("0 new, 1 with another title, 2 already there.")
    assert list(Industry.objects.order_by("id").values_list("id", "code")) == before


def test_levels_that_come_later_move_in_between(tmp_path: Path) -> None:
    said("import_naics", codes(tmp_path))

    said("import_naics", codes(tmp_path, "2022 NAICS Code,2022 NAICS Title\n31111,Animal Food\n"))

    assert Industry.objects.get(code="311111").parent == Industry.objects.get(code="31111")


def test_a_wrong_line_stores_nothing(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"codes.csv, line 5: 'x' is no NAICS code.*\nNothing was stored."):
        said("import_naics", codes(tmp_path, CODES + "x,Wrong\n"))

    assert not Industry.objects.exists()


def test_a_file_without_a_year_needs_its_edition(tmp_path: Path) -> None:
    path = codes(tmp_path, "code,title\n11,Agriculture\n")

    with pytest.raises(CommandError, match="the header names no year"):
        said("import_naics", path)
    said("import_naics", path, "--edition", 2017)

    assert Industry.objects.get().edition == 2017


def test_the_edition_can_not_contradict_the_header(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="the header says 2022, not 2017"):
        said("import_naics", codes(tmp_path), "--edition", 2017)


def test_sectors_subsectors_and_use_cases_come_with_the_project() -> None:
    store_built_in_taxonomies()
    store_built_in_taxonomies()

    assert Industry.objects.filter(edition=2022, level=2).count() == 20
    assert Industry.objects.filter(edition=2022, level=3, parent__level=2).count() == 96
    assert UseCase.objects.filter(owner="Blindbench").count() >= 150


def test_use_cases_are_stored_with_source_and_owner(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text("- {key: dock_queue, title: Dock queue, description: Counts lorries., sectors: [48-49]}\n")

    first = said("import_use_cases", path, "--owner", "Logistics team")
    second = said("import_use_cases", path, "--owner", "Logistics team")

    one = UseCase.objects.get(key="dock_queue")
    assert (one.source, one.owner, one.sectors) == ("ours.yaml", "Logistics team", ["48-49"])
    assert first == "1 use cases of Logistics team in ours.yaml: 1 new, 0 reworded, 0 already there.\n"
    assert second == "1 use cases of Logistics team in ours.yaml: 0 new, 0 reworded, 1 already there.\n"


def test_a_key_of_another_owner_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text("- {key: customer_churn, title: Churn, description: Mine.}\n")

    with pytest.raises(CommandError, match="line 1: the key customer_churn belongs to Blindbench"):
        said("import_use_cases", path, "--owner", "Somebody")
