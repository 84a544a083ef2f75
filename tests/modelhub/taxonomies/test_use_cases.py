"""Use cases from YAML, CSV and JSON lines; and those that the project ships."""

import re
from collections import Counter
from pathlib import Path

import pytest

from evaluator.intake.problem import IntakeError
from modelhub.taxonomies.use_cases import SECTORS, UseCaseLine, read_use_cases

SHIPPED = Path(__file__).parents[3] / "fixtures" / "synth" / "use_cases.yaml"


def refused(data: bytes, source: str) -> list[str]:
    with pytest.raises(IntakeError) as caught:
        read_use_cases(data, source=source)
    return [str(problem).split(". Write")[0] for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("source", "data", "lines"),
    [
        (
            "a.yaml",
            b"- key: stock\n  title: Stock\n  description: Counts it.\n  sectors: [11, 31-33]\n"
            b"- {key: all_of, title: All, description: Any., sectors: all}\n",
            (1, 5),
        ),
        (
            "a.csv",
            b"title,key,sectors,description\nStock,stock,11;31-33,Counts it.\nAll,all_of,all,Any.\n",
            (2, 3),
        ),
        (
            "a.jsonl",
            b'{"key": "stock", "title": "Stock", "description": "Counts it.", "sectors": ["11", "31-33"]}\n'
            b'{"key": "all_of", "title": "All", "description": "Any."}\n',
            (1, 2),
        ),
    ],
)
def test_each_format_gives_the_same_use_cases(source: str, data: bytes, lines: tuple[int, int]) -> None:
    assert read_use_cases(data, source=source) == (
        UseCaseLine(lines[0], "stock", "Stock", "Counts it.", ("11", "31-33")),
        UseCaseLine(lines[1], "all_of", "All", "Any.", ()),
    )


def test_every_wrong_entry_is_named_by_its_line() -> None:
    data = (
        b"- {key: a, title: T, description: D}\n- {key: a, title: T, description: D}\n- {key: B, title: T, description: D}\n"
        b"- {key: c, title: T}\n- {key: d, title: T, description: D, sectors: [10]}\n- e\n- {key: f, ttle: T, description: D}\n"
    )

    assert refused(data, "a.yaml") == [
        "a.yaml, line 2: the key a stands in line 1 already",
        "a.yaml, line 3: the key 'B' is not made of small letters, digits and underscores",
        "a.yaml, line 4: description is missing",
        f"a.yaml, line 5: sectors are not all, nor a list of NAICS sectors: {', '.join(sorted(SECTORS))}",
        "a.yaml, line 6: this is no use case",
        "a.yaml, line 7: there is no field 'ttle'",
    ]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"a: &a [*a]", "the file has YAML aliases (*name)"),
        (b"!!python/object/apply:os.system [ls]", "this is no use case"),
        (b"- [", "this is no YAML"),
        (b"[" * 5000, "the YAML is too deeply nested"),
        (b"key: a", "the file is no list of use cases"),
        (b"[]", "the file holds no use case"),
    ],
)
def test_hostile_yaml_is_refused(data: bytes, what: str) -> None:
    assert what in refused(data, "a.yaml")[0]


def test_the_shipped_use_cases_are_many_distinct_and_for_every_sector() -> None:
    lines = read_use_cases(SHIPPED.read_bytes(), source="use_cases.yaml")

    assert len(lines) >= 150
    assert max(Counter(line.title.lower() for line in lines).values()) == 1
    own = Counter(sector for line in lines for sector in line.sectors)
    assert own.keys() == SECTORS
    assert min(own.values()) >= 7
    assert [line.key for line in lines if not re.fullmatch(r"[A-Z][^.]+\.", line.description)] == []
