from pathlib import Path

import pytest

from modelhub.engine.synth.brief import Industry
from modelhub.engine.synth.taxonomy_files import TaxonomyRefused, read_industries, read_use_cases


def test_shipped_files_are_read() -> None:
    industries, cases = read_industries(), read_use_cases()
    assert len(industries) == 116
    assert Industry("311", "Food Manufacturing", "31-33") in industries
    assert len(cases) >= 150
    assert all(any(case.suits(industry.sector) for case in cases) for industry in industries)


def test_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    path = tmp_path / "i.csv"
    path.write_text('\ufefftitle,more,code\n"Mining, all of it",x,21\n')
    assert read_industries(path) == (Industry("21", "Mining, all of it", "21"),)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the first line must name"),
        ("code;title\n11;A\n", "the first line must name"),
        ("code,title\n", "there is no industry"),
        ("code,title\n11,A\nxx,B\n", "line 3: write a NAICS code"),
        ("code,title\n11,A\n12,\n", "line 3: write a NAICS code"),
        ("code,title\n11,A\n12\n", "line 3: write a NAICS code"),
        ("code,title\n11,A\n11,B\n", "line 3: code 11 stands twice"),
    ],
)
def test_bad_industries_are_named_by_line(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "i.csv"
    path.write_text(text)
    with pytest.raises(TaxonomyRefused, match=reason):
        read_industries(path)


GOOD = "- {key: a, title: A, description: Does a.}\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "write a list"),
        ("a: b", "write a list"),
        ("- a", "entry 1: write an object"),
        ("[", "this is no YAML"),
        (GOOD + "- {key: b, title: 3, description: x}", "entry 2: title must be a text"),
        (GOOD + GOOD, "the key a stands twice"),
        ("- {key: a, title: A, description: x, sectors: 11}", "entry 1: sectors must be"),
        ("- !!python/object/apply:os.getcwd []", "this is no YAML"),
    ],
)
def test_bad_use_cases_are_named_by_entry(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "u.yaml"
    path.write_text(text)
    with pytest.raises(TaxonomyRefused, match=reason):
        read_use_cases(path)


def test_file_that_is_no_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "i.csv"
    path.write_bytes(b"code,title\n11,\xff\n")
    with pytest.raises(TaxonomyRefused, match="not UTF-8"):
        read_industries(path)
