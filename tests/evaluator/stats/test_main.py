"""The command line: a table, JSON, and errors."""

import json
from pathlib import Path

import pytest

from evaluator.stats.__main__ import main
from evaluator.stats.report import analyse
from tests.evaluator.stats.studies import votes_of

ROWS = {"r1": "WWLTWW", "r2": "WLLTW0"}


@pytest.fixture
def votes_csv(tmp_path: Path) -> Path:
    path = tmp_path / "votes.csv"
    lines = [f"{v.table},{v.rater},{v.system_a},{v.system_b},{v.outcome}" for v in votes_of(ROWS)]
    path.write_text("\n".join(["item_id,rater_id,system_a,system_b,outcome", *lines]), encoding="utf-8")
    return path


def test_json_is_the_report(votes_csv: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main([str(votes_csv), "--json", "--margin", "0.2", "--seed", "3"])

    expected = analyse(votes_of(ROWS), margin=0.2, seed=3).to_json()
    assert status == 0
    assert json.loads(capsys.readouterr().out) == {**expected, "reference": None}


def test_table_shows_pair_agreement_and_warnings(votes_csv: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = analyse(votes_of(ROWS))

    assert main([str(votes_csv)]) == 0

    out = capsys.readouterr().out
    assert out.startswith("12 ratings of 6 tables by 2 raters on 2 systems\n")
    assert f"x : y      6     3     3  {report.pairs[0].psi.estimate:.3f} [" in out
    assert f"alpha nominal  {report.agreement.pooled.alpha_nominal.estimate:.3f} [" in out
    assert "position: undefined, because no decided vote has a known side" in out


def test_reference_turns_pairs_towards_it(votes_csv: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(votes_csv), "--reference", "x"]) == 0

    out = capsys.readouterr().out
    assert "y : x " in out
    assert "x : y " not in out


def test_table_shows_agreement_of_each_pair(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    votes = [*votes_of(ROWS), *votes_of({"r1": "WWLLTT", "r2": "WLLLTT"}, system="p", opponent="q")]
    path = tmp_path / "votes.csv"
    rows = [f"{v.table},{v.rater},{v.system_a},{v.system_b},{v.outcome}" for v in votes]
    path.write_text("\n".join(["item_id,rater_id,system_a,system_b,outcome", *rows]), encoding="utf-8")
    first, second = (pair.coefficients for pair in analyse(votes).agreement.by_pair)

    assert main([str(path), "--reference", "q"]) == 0
    alone = capsys.readouterr().out
    assert main([str(path)]) == 0
    both = capsys.readouterr().out

    assert f"p : q              {first.alpha_nominal.estimate:.3f} [" in both
    assert f"x : y              {second.alpha_nominal.estimate:.3f} [" in both
    assert "p : q              " in alone
    assert "x : y              " not in alone


def test_unknown_reference_is_an_error(votes_csv: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(votes_csv), "--reference", "q"]) == 2
    assert capsys.readouterr().err == "no system is called 'q'; there are: x, y\n"


def test_missing_file_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.csv")]) == 2
    assert "none.csv" in capsys.readouterr().err


def test_file_without_rows_gives_a_report_that_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "votes.csv"
    path.write_text("item_id,rater_id,system_a,system_b,outcome\n", encoding="utf-8")

    assert main([str(path)]) == 0
    assert "there are no ratings" in capsys.readouterr().out


def test_ranking_puts_a_system_that_never_lost_first_with_its_bound(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "votes.csv"
    rows = [
        f"t{i},r1,{a},{b},{'ab'[i % 2] if b == 'z' else 'b'}" for i in range(4) for a, b in (("a", "x"), ("a", "z"))
    ]
    path.write_text("\n".join(["item_id,rater_id,system_a,system_b,outcome", *rows]), encoding="utf-8")

    assert main([str(path)]) == 0

    lines = capsys.readouterr().out.splitlines()
    at = lines.index("ranking (Bradley–Terry with ties and order effect): ranks, worth, log worth")
    assert [line.split()[0] for line in lines[at + 1 : at + 4]] == ["x", "a", "z"]
    assert "infinite, above" in lines[at + 1]
    assert lines[at + 4] == "  log odds of the left side  undefined"


def test_redraw_adds_the_check_of_the_sides(votes_csv: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(votes_csv), "--json", "--redraw"]) == 0

    (check,) = json.loads(capsys.readouterr().out)["sharp_null"]
    assert check["note"] == "undefined, because no vote has a known side"


def test_bootstrap_adds_an_interval(votes_csv: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(votes_csv), "--json", "--bootstrap"]) == 0

    found = json.loads(capsys.readouterr().out)["agreement"]
    assert found["alpha_bootstrap"]["estimate"] == found["alpha_nominal"]["estimate"]
    assert found["alpha_bootstrap"]["low"] < found["alpha_bootstrap"]["high"]


def test_a_name_cannot_command_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "votes.csv"
    rows = [f"t{n},r1,\x1b[2Jx,\u202ey,a" for n in range(3)]
    path.write_text("\n".join(["item_id,rater_id,system_a,system_b,outcome", *rows]), encoding="utf-8")

    assert main([str(path)]) == 0
    shown = capsys.readouterr().out
    assert main([str(path), "--reference", "z"]) == 2
    refused = capsys.readouterr().err

    assert "\\x1b[2Jx : \\u202ey" in shown
    assert "\x1b" not in shown + refused
