"""Rating in a real browser: by keyboard, through reloads, without network, without session, without script."""

from collections.abc import Callable

from playwright.sync_api import Route, expect

from tests.browser.conftest import Desk, sign_in
from tests.browser.site import Site

OpenDesk = Callable[..., Desk]


def test_a_study_is_rated_by_keyboard_alone(site: Site, open_desk: OpenDesk) -> None:
    desk = open_desk()

    for key in ("1", "3", "0"):
        desk.verdict(key)
        desk.submit()
    desk.verdict("5")
    desk.page.keyboard.press("Enter")

    expect(desk.page.locator("h1")).to_have_text("That was the last pair. Thank you.")
    stored = site.make("ratings", desk.study["id"])
    assert [abs(row["grade"]) for row in stored] == [2, 0, 0, 2]
    assert [row["both_bad"] for row in stored] == [False, False, True, False]
    assert desk.errors == []


def test_keys_mark_comments_and_reach_the_comment_field(site: Site, open_desk: OpenDesk) -> None:
    desk = open_desk()

    for key in ("j", "j", "l", "c"):
        desk.page.keyboard.press(key)
    desk.page.keyboard.type("Left 3 is off")
    desk.page.keyboard.press("Escape")
    desk.verdict("4")
    desk.submit()

    (rating,) = site.make("ratings", desk.study["id"])
    assert rating["comment"] == "Left 3 is off"
    assert [column for _, column in rating["wrong"]] == [0]


def test_keys_never_fire_while_typing_nor_when_switched_off(open_desk: OpenDesk) -> None:
    desk = open_desk()

    desk.page.keyboard.press("c")
    desk.page.keyboard.type("12345 0")
    desk.page.keyboard.press("Escape")
    assert desk.page.locator("[name=verdict]:checked").count() == 0
    desk.page.keyboard.press("?")
    desk.page.get_by_label("Single-key shortcuts on").uncheck()
    desk.page.keyboard.press("Escape")
    desk.verdict("2")
    assert desk.page.locator("[name=verdict]:checked").count() == 0


def test_submit_without_a_verdict_says_what_is_missing_and_goes_there(open_desk: OpenDesk) -> None:
    desk = open_desk()

    expect(desk.page.locator(".submit .primary")).to_contain_text("Choose a verdict")
    desk.page.locator(".submit .primary").click()

    expect(desk.page.locator(".status")).to_contain_text("Choose a verdict first")
    assert desk.page.evaluate("document.activeElement.name") == "verdict"


def test_undo_goes_back_and_revises(site: Site, open_desk: OpenDesk) -> None:
    desk = open_desk()
    first = desk.table()
    desk.verdict("1")
    desk.submit()

    desk.page.keyboard.press("u")
    expect(desk.page.locator("h1")).to_have_text(first)
    expect(desk.page.locator("[name=verdict][value='1']")).to_be_checked()
    desk.verdict("3")
    desk.submit()

    assert [(row["revision"], row["grade"] == 0) for row in site.make("ratings", desk.study["id"])] == [
        (1, False),
        (2, True),
    ]
    assert desk.page.url == desk.url


def test_draft_survives_a_reload_and_moves_to_another_device(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.verdict("4")
    desk.page.keyboard.press("c")
    desk.page.keyboard.type("Half a thought")
    expect(desk.page.locator(".status")).to_have_text("Draft kept")

    desk.page.reload()
    other = open_desk(desk.study)

    for page in (desk.page, other.page):
        expect(page.locator("[name=verdict][value='4']")).to_be_checked()
        expect(page.locator("[name=comment]")).to_have_value("Half a thought")


def test_without_network_the_answer_waits_and_is_stored_once(site: Site, open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.context.set_offline(True)
    desk.verdict("2")
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator(".status")).to_contain_text("Offline. Kept here, next try in")

    desk.context.set_offline(False)
    desk.page.wait_for_selector(".status:has-text('Saved: Left better')", timeout=15_000)

    assert len(site.make("ratings", desk.study["id"])) == 1


def test_lost_reply_is_not_stored_twice(site: Site, open_desk: OpenDesk) -> None:
    desk = open_desk()
    lost: list[str] = []

    def lose_the_first_reply(route: Route) -> None:
        if route.request.method == "POST" and "/draft/" not in route.request.url and not lost:
            lost.append(route.request.url)
            route.fetch()
            route.abort()
        else:
            route.continue_()

    desk.page.route("**/rate/pairs/**", lose_the_first_reply)
    desk.verdict("5")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_selector(".status:has-text('Saved')", timeout=15_000)

    assert len(lost) == 1
    assert len(site.make("ratings", desk.study["id"])) == 1


def test_answer_waiting_through_a_closed_tab_is_sent_by_the_next_visit(site: Site, open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.context.set_offline(True)
    desk.verdict("1")
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator(".status")).to_contain_text("Kept here")
    desk.page.close()

    desk.context.set_offline(False)
    again = desk.context.new_page()
    again.goto(desk.url)
    again.wait_for_selector(".status:has-text('Saved')", timeout=15_000)

    assert len(site.make("ratings", desk.study["id"])) == 1


def test_expired_session_keeps_the_answer_until_after_signing_in(site: Site, open_desk: OpenDesk) -> None:
    desk = open_desk()
    site.make("sign_out", desk.study["raters"][0])
    desk.verdict("2")
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator(".status")).to_contain_text("You are signed out. Your answer is kept here")

    other_tab = desk.context.new_page()
    sign_in(other_tab, site, desk.study["raters"][0], desk.study["password"])
    desk.page.locator(".submit .primary").click()
    desk.page.wait_for_selector(".status:has-text('Saved: Left better')")

    assert len(site.make("ratings", desk.study["id"])) == 1


def test_two_tabs_never_overwrite_each_other_silently(site: Site, open_desk: OpenDesk) -> None:
    desk = open_desk()
    tab = desk.context.new_page()
    tab.goto(desk.url)
    desk.verdict("1")
    desk.submit()

    tab.keyboard.press("5")
    tab.keyboard.press("Enter")

    expect(tab.locator("[role=alert]")).to_contain_text("Answered elsewhere meanwhile")
    expect(tab.locator("[name=verdict][value='5']")).to_be_checked()
    assert len(site.make("ratings", desk.study["id"])) == 1


def test_lock_while_on_the_page_tells_and_keeps(site: Site, open_desk: OpenDesk) -> None:
    desk = open_desk()
    site.make("lock", desk.study["id"])
    desk.verdict("2")
    desk.page.keyboard.press("Enter")

    expect(desk.page.locator("h1")).to_have_text("The study is locked")
    expect(desk.page.locator("[role=alert]")).to_contain_text("came too late")
    assert site.make("ratings", desk.study["id"]) == []
    assert [draft["verdict"] for draft in site.make("drafts", desk.study["id"])] == ["2"]


def test_replaced_while_on_the_page_tells_and_shows_what_was_typed(site: Site, open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.verdict("1")
    desk.submit()
    site.make("replace", desk.study["id"])
    desk.page.fill("[name=comment]", "Right repeats the name.")
    desk.page.keyboard.press("Escape")
    desk.verdict("2")
    desk.page.keyboard.press("Enter")

    expect(desk.page.locator("h1")).to_have_text("Somebody else has taken over your pairs")
    expect(desk.page.locator("#rate")).to_contain_text("Your 1 stored rating stays and counts.")
    expect(desk.page.locator("[role=alert]")).to_contain_text("Your last answer is not stored.")
    expect(desk.page.locator("#rate")).to_contain_text("Right repeats the name.")
    assert len(site.make("ratings", desk.study["id"])) == 1


def test_page_of_the_network_is_no_answer(site: Site, open_desk: OpenDesk) -> None:
    desk = open_desk()
    table = desk.table()
    desk.page.route("**/rate/pairs/**", lambda route: route.fulfill(status=200, body="<h1>Sign in to HotelNet</h1>"))
    desk.verdict("2")
    desk.page.keyboard.press("Enter")

    expect(desk.page.locator(".status")).to_contain_text("The network may want a sign-in. Kept here")
    assert desk.table() == table
    desk.page.unroute("**/rate/pairs/**")
    desk.page.get_by_role("button", name="Try now").click()
    desk.page.wait_for_selector(".status:has-text('Saved: Left better')")

    assert len(site.make("ratings", desk.study["id"])) == 1


def test_refused_answer_is_kept_over_a_reload(site: Site, open_desk: OpenDesk) -> None:
    desk = open_desk()

    def refuse(route: Route) -> None:
        route.fulfill(status=400, headers={"X-Blindbench": "1"}, body="<h1>Bad request</h1>")

    desk.page.route("**/rate/pairs/**", refuse)
    desk.page.fill("[name=comment]", "Typed with care.")
    desk.page.keyboard.press("Escape")
    desk.verdict("4")
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator(".status")).to_contain_text("Refused (400), kept here.")

    desk.page.get_by_role("button", name="Reload").click()
    desk.page.wait_for_load_state("load")

    expect(desk.page.locator("[name=comment]")).to_have_value("Typed with care.")
    expect(desk.page.locator("[name=verdict][value='4']")).to_be_checked()
    assert site.make("ratings", desk.study["id"]) == []


def test_back_button_after_submitting_stores_nothing_twice(site: Site, open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.verdict("1")
    desk.submit()
    second = desk.table()

    desk.page.go_back()
    desk.page.go_forward()

    expect(desk.page.locator("h1")).to_have_text(second)
    assert len(site.make("ratings", desk.study["id"])) == 1


def test_page_works_as_a_plain_form_without_script(site: Site, open_desk: OpenDesk) -> None:
    desk = open_desk(java_script_enabled=False)
    first = desk.table()

    desk.page.locator("label:has([name=verdict][value='2'])").click()
    desk.page.fill("[name=comment]", "By hand")
    desk.page.locator(".submit .primary").click()

    expect(desk.page.locator("h1")).not_to_have_text(first)
    expect(desk.page.locator(".status")).to_contain_text("Saved")
    (rating,) = site.make("ratings", desk.study["id"])
    assert (rating["comment"], rating["active_ms"]) == ("By hand", None)


def test_verdict_is_taken_back_without_script(site: Site, open_desk: OpenDesk) -> None:
    desk = open_desk(java_script_enabled=False)
    desk.page.locator("[name=verdict][value='2']").check(force=True)
    desk.page.locator("[name=cant_judge]").select_option("unreadable")
    desk.page.locator(".submit .primary").click()
    expect(desk.page.locator("[role=alert]")).to_contain_text("choose “No verdict”")

    desk.page.get_by_label("No verdict").check(force=True)
    desk.page.locator(".submit .primary").click()

    expect(desk.page.locator(".status")).to_contain_text("Saved")
    [stored] = site.make("ratings", desk.study["id"])
    assert (stored["grade"], stored["cant_judge"]) == (None, "unreadable")


def test_undo_pressed_twice_goes_two_back(open_desk: OpenDesk) -> None:
    desk = open_desk()
    first = desk.table()
    for key in ("2", "4"):
        desk.verdict(key)
        desk.submit()

    for _ in range(2):
        before = desk.table()
        desk.page.keyboard.press("u")
        desk.page.wait_for_function("name => document.querySelector('h1')?.textContent !== name", arg=before)
        desk.page.wait_for_load_state("load")

    assert desk.table() == first
    expect(desk.page.locator("[name=verdict][value='2']")).to_be_checked()


def test_active_time_counts_while_in_use(site: Site, open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.page.mouse.move(200, 200)
    desk.page.wait_for_timeout(2500)
    desk.verdict("2")
    desk.submit()

    (rating,) = site.make("ratings", desk.study["id"])
    assert 1500 <= rating["active_ms"] <= 30_000


def test_differing_words_are_highlighted_on_demand(open_desk: OpenDesk) -> None:
    desk = open_desk()
    assert desk.page.locator("mark").count() == 0

    desk.page.keyboard.press("d")

    expect(desk.page.locator(".compare mark").first).to_be_visible()
    assert desk.errors == []


def test_late_draft_changes_neither_the_next_page_nor_the_answer(site: Site, open_desk: OpenDesk) -> None:
    desk = open_desk()
    held: list[Route] = []
    desk.page.route("**/draft/", lambda route: held.append(route))
    with desk.page.expect_request("**/draft/"):
        desk.verdict("1")
    desk.submit()

    with desk.page.expect_response("**/draft/"):
        held[0].continue_()

    expect(desk.page.locator(".status")).to_contain_text("Saved: Left much better")
    assert site.make("drafts", desk.study["id"]) == []


def test_draft_of_another_device_is_newer_than_what_this_one_has_sent(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.verdict("4")
    expect(desk.page.locator(".status")).to_have_text("Draft kept")
    other = open_desk(desk.study)
    other.verdict("5")
    expect(other.page.locator(".status")).to_have_text("Draft kept")

    desk.page.reload()

    expect(desk.page.locator("[name=verdict][value='5']")).to_be_checked()


def test_leaving_at_once_still_keeps_the_draft(site: Site, open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.verdict("2")
    desk.page.get_by_role("link", name="Pause").click()

    expect(desk.page.locator("h1")).to_have_text("My ratings")
    assert [draft["verdict"] for draft in site.make("drafts", desk.study["id"])] == ["2"]


def test_criterion_pressed_again_is_taken_back(site: Site, open_desk: OpenDesk) -> None:
    desk = open_desk()
    accuracy, clarity = (desk.page.get_by_label(f"{name}: left better") for name in ("Accuracy", "Clarity"))

    for radio in (accuracy, accuracy, clarity):
        radio.click()
    desk.verdict("2")
    desk.submit()

    (rating,) = site.make("ratings", desk.study["id"])
    assert list(rating["criteria"]) == ["Clarity"]


def test_second_press_of_submit_rates_one_pair(site: Site, open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.verdict("2")
    desk.page.locator(".submit .primary").dblclick()
    expect(desk.page.locator(".where label")).to_contain_text("1 of 4")

    assert len(site.make("ratings", desk.study["id"])) == 1


def test_practice_asks_for_a_verdict_and_shows_the_pair_beside_its_hint(site: Site, open_desk: OpenDesk) -> None:
    desk = open_desk(site.make("study", "1", "4", "0"))
    desk.page.get_by_role("link", name="Practise").click()
    expect(desk.page.locator(".where")).to_contain_text("Practice 1 of 2")
    desk.page.wait_for_load_state("load")
    table = desk.table()
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator(".status")).to_contain_text("Choose a verdict first")

    desk.verdict("1")
    desk.page.keyboard.press("Enter")

    expect(desk.page.locator("h1")).to_have_text("You chose “Left much better”")
    expect(desk.page.locator("h2")).to_have_text(table)
