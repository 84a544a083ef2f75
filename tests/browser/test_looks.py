"""The raters' pages for eyes, keyboards and assistive technology, at three widths, in light and dark."""

from collections.abc import Callable, Iterator
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Desk, sign_in
from tests.browser.site import Site

OpenDesk = Callable[..., Desk]
WIDTHS = ((1440, 900), (768, 1024), (375, 812))
PHONE = {"viewport": {"width": 375, "height": 812}, "is_mobile": True, "has_touch": True}
# The element in focus as the reader sees it: has it an outline, and is it in front at its own middle?
FOCUS = """() => {
  const seen = document.activeElement, ringed = seen.matches("label input") ? [seen, ...seen.parentElement.querySelectorAll("span"), seen.parentElement] : [seen];
  const box = seen.getBoundingClientRect(), front = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20));
  return {
    what: seen.name || seen.innerText.trim().split("\\n")[0],
    ring: ringed.some((node) => getComputedStyle(node).outlineStyle !== "none"),
    front: seen.contains(front) || seen.parentElement.contains(front),
  };
}"""


def test_every_page_fits_and_is_accessible(site: Site, open_desk: OpenDesk) -> None:
    desk = open_desk(site.make("study", "1", "2", "0"))

    found = [problem for name in _walk(site, desk) for problem in _problems(desk.page, name)]

    assert found == []
    assert desk.errors == []


def test_both_sides_are_equally_wide(open_desk: OpenDesk) -> None:
    desk = open_desk()

    for width, height in WIDTHS:
        desk.page.set_viewport_size({"width": width, "height": height})
        left, right = desk.page.locator(".compare .about td:not(.gap)").all()
        boxes = [left.bounding_box(), right.bounding_box()]
        assert all(boxes)
        assert boxes[0]["width"] == boxes[1]["width"]  # type: ignore[index]


def test_every_tab_stop_has_a_ring_and_is_not_covered(open_desk: OpenDesk) -> None:
    desk = open_desk()
    stops: list[dict[str, Any]] = []

    while not stops or stops[-1]["what"] != "Choose a verdict":
        desk.page.keyboard.press("Tab")
        stops.append(desk.page.evaluate(FOCUS))

    assert [stop for stop in stops if not (stop["ring"] and stop["front"])] == []
    names = [stop["what"] for stop in stops]
    assert names[0] == "Skip to the verdict"
    assert names.index("wrong") < names.index("criterion:Accuracy") < names.index("comment") < names.index("verdict")


def test_tab_and_arrows_alone_are_enough(site: Site, open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.page.keyboard.press("?")
    desk.page.get_by_label("Single-key shortcuts on").uncheck()
    desk.page.keyboard.press("Escape")
    desk.page.reload()

    for key in ("Tab", "Enter", "Tab", "Space", "ArrowRight"):
        desk.page.keyboard.press(key)
    desk.submit()

    assert [abs(row["grade"]) for row in site.make("ratings", desk.study["id"])] == [1]


def test_next_pair_is_told_to_title_and_screen_reader(open_desk: OpenDesk) -> None:
    desk = open_desk()
    assert "Pair 1 of 4" in desk.page.title()

    desk.verdict("2")
    desk.submit()

    expect(desk.page.locator("#aloud")).to_have_text("✓ Saved: Left better. Pair 2 of 4")
    assert desk.page.title() == f"{desk.table()} · Pair 2 of 4 · Blindbench"
    assert desk.page.evaluate("document.activeElement.tagName") == "H1"


def test_all_is_in_reach_at_200_percent(open_desk: OpenDesk) -> None:
    desk = open_desk(viewport={"width": 720, "height": 450})

    bar = desk.page.locator(".last").bounding_box()
    assert bar is not None
    assert bar["height"] <= 450 / 4
    for name in ("Accuracy: left better", "I can't judge this table", "Comment, optional"):
        desk.page.get_by_label(name).click(timeout=3000)


def test_phone_keeps_a_low_bar_and_large_targets(open_desk: OpenDesk) -> None:
    desk = open_desk(**PHONE)

    bar = desk.page.locator(".last").bounding_box()
    assert bar is not None
    assert bar["height"] <= 152
    pressed = (
        ".scale label, .mini label, .submit .primary, .extras select, .extras textarea, .rate .top .end .btn:visible"
    )
    small = [
        box for box in (each.bounding_box() for each in desk.page.locator(pressed).all()) if box and box["height"] < 44
    ]
    assert small == []


def test_phone_has_a_way_home_and_to_the_answers_in_reach_of_a_thumb(open_desk: OpenDesk) -> None:
    desk = open_desk(**PHONE)
    top = desk.page.locator(".rate .top")
    top.locator("summary").click()

    targets = [each.bounding_box() for each in top.locator("a:visible, button:visible, summary").all()]
    assert [box for box in targets if box and min(box["width"], box["height"]) < 44] == []
    top.get_by_role("link", name="History").click()
    expect(desk.page.locator("h1")).to_have_text("My answers")
    desk.page.goto(desk.url)
    top.locator("summary").click()
    top.get_by_role("link", name="Pause").click()
    expect(desk.page.locator("h1")).to_have_text("My ratings")


def test_verdicts_stand_on_one_line_in_a_low_bar(site: Site, open_desk: OpenDesk) -> None:
    desk = open_desk(site.make("study", "1", "2", "1", "Accuracy Completeness Clarity Concision"))

    for width in (1440, 1401, 1400, 1280, 1100, 1024):
        desk.page.set_viewport_size({"width": width, "height": 720})
        heights = desk.page.eval_on_selector_all(
            ".scale .long, .scale .short",
            "all => all.filter((node) => node.getBoundingClientRect().width > 2).map((node) => node.offsetHeight)",
        )
        assert len(heights) == 6
        assert max(heights) < 30, width
        bar = desk.page.locator(".decide").bounding_box()
        assert bar is not None
        assert bar["height"] <= (112 if width >= 1280 else 144), width


def test_votes_of_a_table_fit_on_a_phone(site: Site, browser: Browser) -> None:
    made = site.make("study", "2", "2")
    address = site.make("reveal", made["id"])
    context = browser.new_context(viewport={"width": 375, "height": 812}, is_mobile=True)
    page = context.new_page()
    sign_in(page, site, made["lead"], made["password"])
    page.goto(f"{site.url}{address}")

    votes = page.get_by_role("region", name="Votes")
    expect(votes.get_by_text("61 s").first).to_be_in_viewport()
    assert votes.evaluate("node => node.scrollWidth - node.clientWidth") == 0
    context.close()


def test_methods_of_a_report_are_set_for_reading(site: Site, browser: Browser) -> None:
    made = site.make("study", "2", "2")
    report = site.make("reveal", made["id"]).partition("tables/")[0]
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    sign_in(page, site, made["lead"], made["password"])
    page.goto(f"{site.url}{report}")

    text, flow = (page.locator(f"#methods > {part}").first.bounding_box() for part in ("p", "ol"))
    assert text
    assert flow
    assert text["width"] < 720
    assert flow["y"] - (text["y"] + text["height"]) >= 12
    context.close()


def test_choices_show_without_our_colours(open_desk: OpenDesk) -> None:
    desk = open_desk(forced_colors="active")
    desk.verdict("2")
    for key in ("j", "l"):
        desk.page.keyboard.press(key)

    paint = "node => getComputedStyle(node).backgroundColor"
    for chosen, other in (
        (".scale label:has(:checked)", ".scale label:has([value='3'])"),
        (".wrong input:checked + span", ".wrong input:not(:checked) + span"),
    ):
        assert desk.page.locator(chosen).first.evaluate(paint) != desk.page.locator(other).first.evaluate(paint)


def _walk(site: Site, desk: Desk) -> Iterator[str]:
    """Go through a study from the first page to the last, and stop on each with its name."""
    page = desk.page
    yield "guideline"
    page.get_by_role("link", name="Practise").click()
    yield "practice"
    for _ in range(2):
        desk.verdict("3")
        page.keyboard.press("Enter")
        page.wait_for_selector(".taught")
        yield "practised"
        page.locator("#next a").click()
        page.wait_for_selector("[name=verdict]")
    for key in ("j", "j", "l", "d", "4"):
        page.keyboard.press(key)
    yield "pair"
    page.keyboard.press("?")
    yield "keys"
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    desk.submit()
    yield "saved"
    page.keyboard.press("u")
    page.wait_for_selector("text=Leave as it is")
    yield "answered before"
    for name in ("Report a problem", "Back to the pair", "History", "Go on"):
        page.get_by_role("link", name=name).locator("visible=true").first.click()
        page.wait_for_load_state()
        yield name
    desk.verdict("0")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Close my ratings")
    yield "finish"
    page.get_by_role("button", name="Close my ratings").click()
    page.wait_for_selector("text=One last question")
    yield "writers"
    for each in page.get_by_label("I can't tell").all():
        each.check()
    page.get_by_role("button", name="Send and finish").click()
    page.wait_for_selector("text=Done. Thank you.")
    yield "done"
    page.goto(desk.url)
    yield "closed"
    page.goto(f"{site.url}/rate/")
    yield "home"


def _problems(page: Page, name: str) -> list[str]:
    """Look at the page in each width, light and dark; say what is wrong with it."""
    found = []
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            where = f"{name}, {width} px, {scheme}"
            if over := page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"):
                found.append(f"{where}: {over} px wider than the window")
            violations = Axe().run(page).response["violations"]
            found += [f"{where}: {violation['id']} at {violation['nodes'][0]['target']}" for violation in violations]
    page.set_viewport_size({"width": WIDTHS[0][0], "height": WIDTHS[0][1]})
    return found
