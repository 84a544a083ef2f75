"""Figures of an analysis: plain SVG without anything that runs or loads, honest about simulated raters."""

from xml.etree import ElementTree

import pytest

from evaluator.figures import draw_figures
from evaluator.stats.outcomes import Outcome, Vote
from evaluator.stats.plain import Json
from evaluator.stats.report import analyse

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def report() -> Json:
    """Two raters on six tables, who agree on most of them."""
    votes = [
        Vote(f"t{table}", rater, "C", "K", Outcome.B if table == 0 and rater == "R2" else Outcome.A)
        for table in range(6)
        for rater in ("R1", "R2")
    ]
    return analyse(votes + [Vote("t9", rater, "C", "K", Outcome.TIE) for rater in ("R1", "R2")], margin=0.1).to_json()


@pytest.fixture(scope="module")
def figures(report: Json) -> dict[str, str]:
    return draw_figures(report, simulated=True)


def words(svg: str) -> list[str]:
    return [text.text or "" for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_figures_are_forest_and_agreement(figures: dict[str, str]) -> None:
    assert sorted(figures) == ["agreement", "forest"]


def test_figures_name_arms_by_code_and_say_simulated(figures: dict[str, str]) -> None:
    assert "C over K" in words(figures["forest"])
    for svg in figures.values():
        assert "7 tables, 2 simulated raters, 14 ratings" in words(svg)


def test_figures_run_and_load_nothing(figures: dict[str, str]) -> None:
    for svg in figures.values():
        elements = list(ElementTree.fromstring(svg).iter())
        assert {element.tag for element in elements} <= {f"{SVG}{tag}" for tag in ("svg", "g", "rect", "path", "line", "text", "tspan", "defs", "clipPath", "title", "desc")}  # fmt: skip
        names = {name for element in elements for name in element.attrib}
        assert not {name for name in names if name.startswith("on") or name.endswith("href") or name == "style"}
        assert "url(http" not in svg


def test_hostile_code_stays_text(report: Json) -> None:
    votes = [Vote(f"t{n}", "R1", "<script>alert(1)</script>", "K", Outcome.A) for n in range(3)]
    svg = draw_figures(analyse(votes).to_json(), simulated=False)["forest"]
    assert "<script" not in svg
    assert any("<script>alert(1)</script>" in text for text in words(svg))


def test_no_votes_give_no_figures() -> None:
    assert draw_figures(analyse([]).to_json(), simulated=False) == {}
