import json
from pathlib import Path

import pytest

from modelhub.engine.__main__ import main
from modelhub.engine.records import table_to_json
from modelhub.engine.synth.dataset import Briefs
from modelhub.engine.synth.offline.teacher import OfflineTeacher
from modelhub.engine.synth.read_ddl import read_ddl
from modelhub.engine.synth.taxonomy_files import read_industries, read_use_cases
from tests.modelhub.engine.synth.making import demo


def synthesise(out: Path, *more: str, n: int = 30, seed: int = 4) -> int:
    return main(["synthesise", "--n", str(n), "--seed", str(seed), "--out", str(out), *more])


def tables_file(path: Path, *tables: str) -> Path:
    path.write_text("".join(table + "\n" for table in tables))
    return path


def test_command_writes_a_dataset_and_says_its_digest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    excluded = tables_file(tmp_path / "t.jsonl", *(table_to_json(table) for table, _, _ in demo()))
    assert synthesise(tmp_path / "d", "--exclude-tables", str(excluded)) == 0
    card = json.loads((tmp_path / "d" / "card.json").read_text())
    said = capsys.readouterr().err
    assert said.startswith("30 examples in ")
    assert card["digest"] in said
    assert (card["examples"], card["test_tables_excluded"], card["teacher"]["name"]) == (30, 62, "offline")
    assert card["sources"] == [
        "116 industries of NAICS 2022, levels 2, 3: they come with the project; titles by the U.S. Census Bureau, in the public domain",
        "218 use cases: they come with the project, which wrote them",
        "tables and texts: the built-in teacher's, from vocabulary and templates of this project",
        "no customer data: no table, row or text of anybody's database went in",
    ]


def test_command_gives_the_same_digest_for_the_same_seed(tmp_path: Path) -> None:
    digests = []
    for name, seed in (("a", 4), ("b", 4), ("c", 5)):
        assert synthesise(tmp_path / name, seed=seed) == 0
        digests.append(json.loads((tmp_path / name / "card.json").read_text())["digest"])
    assert digests[0] == digests[1] != digests[2]


def test_another_dataset_may_hold_out_the_same_industries(tmp_path: Path) -> None:
    for name, seed, more in (("a", 4, ()), ("b", 5, ("--split-seed", "4")), ("c", 5, ())):
        assert synthesise(tmp_path / name, *more, n=60, seed=seed) == 0
    a, b, c = (_splits(tmp_path / name / "dataset.jsonl") for name in "abc")
    assert all(a[industry] == b[industry] for industry in a.keys() & b.keys())
    assert any(a[industry] != c[industry] for industry in a.keys() & c.keys())
    card = json.loads((tmp_path / "b" / "card.json").read_text())
    assert (card["seed"], card["split_seed"]) == (5, 4)
    assert "held out by seed 4" in (tmp_path / "b" / "card.md").read_text()


def test_a_share_of_the_examples_is_asked_for_again_and_the_card_says_so(tmp_path: Path) -> None:
    assert synthesise(tmp_path / "a") == 0
    assert synthesise(tmp_path / "b", "--asked-again", "0.5") == 0
    a, b = (json.loads((tmp_path / name / "card.json").read_text()) for name in "ab")
    assert (a["examples"], a["lines"], a["asked_again"]) == (30, 30, 0)
    assert (b["examples"], b["asked_again"]) == (30, 0.5)
    assert 35 < b["lines"] < 55
    assert "50% of the examples asked for once more, in part" in (tmp_path / "b" / "card.md").read_text()


def _splits(path: Path) -> dict[str, str]:
    rows = (json.loads(line) for line in path.read_text().splitlines())
    return {row["industry"]: row["split"] for row in rows}


@pytest.mark.parametrize("option", ["--invented", "--invented-columns", "--grown", "--asked-again"])
@pytest.mark.parametrize("share", ["-0.1", "1.1", "nan"])
def test_command_refuses_shares_beyond_all(
    tmp_path: Path, option: str, share: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert synthesise(tmp_path / "d", f"{option}={share}") == 2
    assert f"{option} {share}: write a share from 0 to 1" in capsys.readouterr().err
    assert not (tmp_path / "d").exists()


def test_command_refuses_shares_that_would_change_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert synthesise(tmp_path / "d", "--invented", "0.5", "--grown", "0.5") == 2
    assert "only invented columns grow" in capsys.readouterr().err
    assert not (tmp_path / "d").exists()


def test_command_takes_own_taxonomies(tmp_path: Path) -> None:
    (tmp_path / "i.csv").write_text("code,title\n622,Hospitals\n")
    (tmp_path / "u.yaml").write_text("- {key: beds, title: Bed occupancy, description: Follows beds.}\n")
    options = ["--industries", str(tmp_path / "i.csv"), "--use-cases", str(tmp_path / "u.yaml")]
    assert synthesise(tmp_path / "d", *options) == 0
    lines = [json.loads(line) for line in (tmp_path / "d" / "dataset.jsonl").read_text().splitlines()]
    assert {(line["industry"], line["use_case"]) for line in lines} == {("622", "beds")}
    card, page = ((tmp_path / "d" / name).read_text() for name in ("card.json", "card.md"))
    assert json.loads(card)["sources"][:2] == [
        "1 industry: given with the order, in the file i.csv",
        "1 use case: given with the order, in the file u.yaml",
    ]
    # Nobody has looked into these files; and where they lay is nobody's business.
    assert "customer data" not in page
    assert str(tmp_path) not in card + page


@pytest.fixture
def own_table() -> str:
    brief = next(iter(Briefs(read_industries(), read_use_cases(), 4)))
    draft = OfflineTeacher().write(brief)
    return table_to_json(read_ddl(draft.ddl, draft.dialect).table)


def test_contamination_stops_the_command_and_nothing_is_written(
    tmp_path: Path, own_table: str, capsys: pytest.CaptureFixture[str]
) -> None:
    excluded = tables_file(tmp_path / "t.jsonl", own_table)
    assert synthesise(tmp_path / "d", "--exclude-tables", str(excluded)) == 2
    said = capsys.readouterr().err
    assert "it shares the name and 100 % of its columns with the test table" in said
    assert "--reject-overlaps" in said
    assert not (tmp_path / "d").exists()


def test_overlaps_are_rejected_on_demand(tmp_path: Path, own_table: str) -> None:
    excluded = tables_file(tmp_path / "t.jsonl", own_table)
    assert synthesise(tmp_path / "d", "--exclude-tables", str(excluded), "--reject-overlaps") == 0
    rejects = [json.loads(line) for line in (tmp_path / "d" / "rejects.jsonl").read_text().splitlines()]
    assert [reject["filter"] for reject in rejects] == ["overlap"]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--n", "0"), "ask for 1 example or more"),
        (("--industries", "nowhere.csv"), "nowhere.csv"),
        (("--exclude-tables", "BROKEN"), "line 2: not a JSON object"),
    ],
)
def test_bad_input_is_named_and_nothing_is_written(
    tmp_path: Path, options: tuple[str, ...], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tables_file(tmp_path / "b.jsonl", '{"name": "a", "columns": []}', "{")
    told = [str(broken) if option == "BROKEN" else option for option in options]
    assert synthesise(tmp_path / "d", *told) == 2
    assert reason in capsys.readouterr().err
    assert not (tmp_path / "d").exists()


def test_taken_folder_is_refused_before_anything_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "mine").write_text("")
    assert synthesise(tmp_path / "d", n=10_000_000) == 2
    assert "name a new folder" in capsys.readouterr().err
