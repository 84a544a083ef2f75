"""Planning at the command line: a table, a grid, JSON, and designs that can't be."""

import json

import pytest

from evaluator.stats.__main__ import main
from evaluator.stats.planning import Design, plan

QUICK = ("--simulations", "200", "--seed", "3")


def test_plan_prints_power_and_width(capsys: pytest.CaptureFixture[str]) -> None:
    expected = plan(Design(tables=62, raters=4, psi=0.6, tie_rate=0.3), simulations=200, seed=3)

    assert main(["plan", "--tables", "62", "--raters", "4", "--psi", "0.6", "--tie-rate", "0.3", *QUICK]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "true win rate 0.6, 30% ties, margin 0.1"
    assert lines[-1].split() == [
        "62",
        "4",
        str(expected.answers),
        f"{expected.superiority.estimate:.0%}",
        f"{expected.non_inferiority.estimate:.0%}",
        f"{expected.equivalence.estimate:.0%}",
        f"{expected.mean_width:.3f}",
    ]


def test_plan_in_json_is_the_plan(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "--tables", "20", "--raters", "3", "--margin", "0.15", "--json", *QUICK]) == 0

    expected = plan(Design(tables=20, raters=3, margin=0.15), simulations=200, seed=3).to_json()
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(expected))


def test_grid_halves_and_doubles_tables_and_raters(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "--tables", "20", "--raters", "2", "--grid", "--json", *QUICK]) == 0

    designs = [each["design"] for each in json.loads(capsys.readouterr().out)]
    assert [(design["tables"], design["raters"]) for design in designs] == [
        (tables, raters) for tables in (10, 20, 40) for raters in (1, 2, 4)
    ]


def test_design_that_no_study_could_have_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "--tables", "20", "--raters", "2", "--psi", "0.9"]) == 2
    assert capsys.readouterr().err == "tie rate 0.4 does not fit win rate 0.9: it must be below 0.2\n"
