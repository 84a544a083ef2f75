"""A whole study in real browsers: four raters side by side, from the guideline to the last question."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Desk
from tests.browser.site import Site

N_RATERS, N_TABLES = 4, 3


def test_four_raters_finish_a_study_side_by_side(site: Site, open_desk: Callable[..., Desk]) -> None:
    study = site.make("study", str(N_RATERS), str(N_TABLES), "0")
    desks = [open_desk(study, rater) for rater in range(N_RATERS)]

    for desk in desks:
        practise(desk)
    for turn in range(N_TABLES):
        for number, desk in enumerate(desks):
            desk.verdict("12345"[(turn + number) % 5])
            if turn < N_TABLES - 1:
                desk.submit()
            else:
                desk.page.keyboard.press("Enter")
    for desk in desks:
        finish(desk)

    stored = site.make("ratings", study["id"])
    assert sorted(row["rater__code"] for row in stored) == sorted(f"R{n}" for n in range(1, 5) for _ in range(N_TABLES))
    assert {row["revision"] for row in stored} == {1}
    assert [desk.errors for desk in desks] == [[]] * N_RATERS


def test_the_way_back_from_the_first_pair_leads_through_no_sent_form(
    site: Site, open_desk: Callable[..., Desk]
) -> None:
    desk = open_desk(site.make("study", "1", str(N_TABLES), "0"))
    practise(desk)

    desk.page.go_back()
    expect(desk.page.locator("h1")).to_have_text("You chose “Tie”")
    desk.page.go_back()

    expect(desk.page.locator(".where")).to_contain_text("Practice 2 of 2, not counted")
    assert desk.errors == []


def practise(desk: Desk) -> None:
    """Read the guideline and do both practice pairs."""
    desk.page.get_by_role("link", name="Practise").click()
    for number, following in ((1, "Next practice pair"), (2, "Start with the first real pair")):
        expect(desk.page.locator(".where")).to_contain_text(f"Practice {number} of 2")
        desk.page.wait_for_load_state("load")
        desk.verdict("3")
        expect(desk.page.locator("[name=verdict][value='3']")).to_be_checked()
        desk.page.keyboard.press("Enter")
        desk.page.get_by_role("link", name=following).click()
    expect(desk.page.locator(".where")).to_contain_text(f"0 of {N_TABLES}")
    desk.page.wait_for_load_state("load")


def finish(desk: Desk) -> None:
    """Close the ratings and answer the last question."""
    desk.page.get_by_role("button", name="Close my ratings").click()
    for writer in ("A", "B"):
        desk.page.locator(f"[name='guess:{writer}'][value=cant_tell]").check()
    desk.page.get_by_role("button", name="Send and finish").click()
    expect(desk.page.locator("h1")).to_contain_text("Thank you")
