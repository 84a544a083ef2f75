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


def test_axis_of_the_forest_says_each_tenth_once(figures: dict[str, str]) -> None:
    numbers = [text for text in words(figures["forest"]) if text.replace(".", "").isdigit() and len(text) == 3]
    assert numbers == sorted(set(numbers))
    assert "0.5" in numbers


def test_long_names_and_notes_have_room_for_a_wider_font(report: Json) -> None:
    """Words are measured here in another font than the reader's: a fifth more than that must still fit."""
    name = "people-of-the-warehouse-team.postgres"
    votes = [Vote(f"t{table}", rater, name, "K", Outcome.A) for table in range(3) for rater in ("R1", "R2")]
    for svg in draw_figures(
        analyse([*votes, Vote("t9", "R1", name, "K", Outcome.B)]).to_json(), simulated=True
    ).values():
        width = float(ElementTree.fromstring(svg).attrib["width"])
        assert width >= 6.5 * max(len(text) for text in words(svg) if "over" not in text)
    plain = ElementTree.fromstring(draw_figures(report, simulated=True)["forest"]).attrib["width"]
    long = [Vote(f"t{table}", "R1", name, "K", Outcome.A) for table in range(3)]
    wide = ElementTree.fromstring(draw_figures(analyse(long).to_json(), simulated=True)["forest"]).attrib["width"]
    assert float(wide) > float(plain) + 6 * (len(f"{name} over K") - len("C over K"))


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
