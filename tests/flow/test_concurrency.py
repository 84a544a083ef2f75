"""Everything that may happen twice or at the same moment, over HTTP, on both databases."""

from collections import Counter
from functools import partial
from typing import Any
from uuid import uuid4

from tests.flow.at_once import at_once
from tests.flow.pages import Field, Form
from tests.flow.raters import BETTER, AtWork, pair_forms, rate_together
from tests.flow.site import Site, until
from tests.flow.visitor import Visitor

FILE = b"""CREATE TABLE orders (id integer PRIMARY KEY, placed_at timestamp);
COMMENT ON TABLE orders IS 'One row per order.';
CREATE TABLE lines (id integer PRIMARY KEY, order_id integer REFERENCES orders(id));
COMMENT ON TABLE lines IS 'One row per line of an order.';
"""


def _at_work(site: Site, made: dict[str, Any], prefers: str = BETTER) -> list[AtWork]:
    return [AtWork(site.visitor(rater["session"]), made["id"], prefers) for rater in made["raters"]]


def _leads(site: Site, made: dict[str, Any]) -> list[Visitor]:
    return [site.visitor(lead["session"]) for lead in made["leads"]]


def _together(visitors: list[Visitor], path: str, **typed: str) -> list[int]:
    """Let everybody load a page, then send its form at the same moment; return the statuses of the answers."""
    forms = [(visitor, visitor.get(path).form()) for visitor in visitors]
    return at_once([partial(_status, visitor, form.action, form.filled(**typed)) for visitor, form in forms])


def _status(visitor: Visitor, path: str, fields: list[Field]) -> int:
    return visitor.post(path, fields).status


def test_lock_of_two_leads_freezes_exactly_what_its_digest_covers_while_raters_submit(site: Site) -> None:
    made = site.make("study", 4, 24, 2)
    raters, statuses = _at_work(site, made), []

    def lock() -> None:
        until(lambda: sum(len(rater.acknowledged) for rater in raters) >= 20, "twenty ratings are in")
        statuses.extend(_together(_leads(site, made), f"/studies/{made['id']}/lock/"))

    rate_together(raters, lock)
    record = site.make("record", made["id"])
    acknowledged = [one for rater in raters for one in rater.acknowledged]
    assert statuses == [302, 302]
    assert 20 <= len(acknowledged) < record["n_assignments"]
    assert sorted(map(tuple, site.make("ratings", made["id"]))) == sorted(acknowledged)
    assert all("The study is locked" in rater.stopped_by for rater in raters)
    assert (record["state"], record["locked"], record["break"]) == ("locked", [record["digest"]], None)


def test_one_answer_sent_many_times_at_once_is_stored_once(site: Site) -> None:
    made = site.make("study", 1, 4)
    rater, form = _first_pair(site, made)
    fields = form.filled(verdict="2")
    statuses = at_once([partial(_status, rater, form.action, fields)] * 8)
    assert statuses == [302] * 8
    assert len(site.make("ratings", made["id"])) == 1


def test_two_windows_that_answer_one_pair_at_once_store_one_answer_and_keep_the_other(site: Site) -> None:
    made = site.make("study", 1, 4)
    rater, form = _first_pair(site, made)
    answers = [form.filled(verdict="2", comment=f"from window {n}", submission_key=str(uuid4())) for n in range(4)]
    pages = at_once([partial(rater.post, form.action, fields) for fields in answers])
    assert sorted(page.status for page in pages) == [302, 409, 409, 409]
    for number, page in enumerate(pages):
        assert page.status == 302 or f"from window {number}" in page.text
    assert len(site.make("ratings", made["id"])) == 1


def test_rater_who_closes_twice_at_once_has_closed_once(site: Site) -> None:
    made = site.make("rated", 1, 4)
    rater = site.visitor(made["raters"][0]["session"])
    form = rater.get(f"/rate/studies/{made['id']}/").form("/close/")
    assert at_once([partial(_status, rater, form.action, form.fields)] * 6) == [302] * 6
    assert Counter(site.make("record", made["id"])["events"])["rater_closed"] == 1


def test_invitation_accepted_many_times_at_once_makes_one_rater(site: Site) -> None:
    made = site.make("invitation")
    visitors = [site.visitor() for _ in range(4)]
    typed = {"name": "Ada Example", "password": "correct horse battery"}
    statuses = _together(visitors, f"/join/{made['token']}/", **typed)
    record = site.make("record", made["id"])
    assert sorted(statuses) == [302, 410, 410, 410]
    assert (record["n_raters"], Counter(record["events"])["rater_joined"], record["break"]) == (1, 1, None)


def test_study_opened_by_two_leads_in_two_windows_each_opens_once_and_whole(site: Site) -> None:
    made = site.make("draft", 4, 60, 2)
    for rater in made["raters"]:
        visitor = site.visitor(rater["session"])
        visitor.send(visitor.get(f"/join/{rater['token']}/").form())
    leads = _leads(site, made)
    statuses = _together([*leads, *leads], f"/studies/{made['id']}/open/")
    record = site.make("record", made["id"])
    assert statuses == [302] * 4
    assert (record["state"], Counter(record["events"])["study_opened"]) == ("open", 1)
    assert record["n_assignments"] == 4 * 60
    assert "✗" not in site.manage("verify_study", made["id"])


def test_form_of_a_new_study_sent_many_times_at_once_makes_one_draft_with_one_invitation(site: Site) -> None:
    made = site.make("draft", 1, 4)
    lead = _leads(site, made)[0]
    form = lead.get(f"/studies/new/?clone={made['id']}").form("set=")
    pages = at_once([partial(lead.post, form.action, form.filled())] * 6)
    assert [page.status for page in pages] == [302] * 6
    [draft] = {page.location for page in pages}
    assert Counter(site.make("record", draft.split("/")[2])["events"]) == {"study_created": 1, "rater_invited": 1}


def test_two_leads_who_reveal_at_once_reveal_once(site: Site) -> None:
    made = site.make("rated", 2, 4, 2)
    leads = _leads(site, made)
    _together(leads, f"/studies/{made['id']}/lock/")
    analysis, report = f"/studies/{made['id']}/analysis/", f"/studies/{made['id']}/report/"
    until(lambda: "being computed" not in leads[0].get(analysis).text, "a worker has analysed the study")
    statuses = _together(leads, f"/studies/{made['id']}/reveal/", reason="The numbers are in.")
    events = Counter(site.make("record", made["id"])["events"])
    assert 302 in statuses
    assert set(statuses) <= {302, 422}
    assert (events["study_locked"], events["study_revealed"]) == (1, 1)
    assert [lead.get(report).status for lead in leads] == [200, 200]


def test_nobody_joins_while_being_shown_a_text_by_name(site: Site) -> None:
    made = site.make("invited_engineers", 8)
    outcomes: list[int] = []
    for one in made["raters"]:
        visitor, twin = site.visitor(one["session"]), site.visitor(one["session"])
        form = visitor.get(f"/join/{one['token']}/").form()
        join = partial(_status, visitor, form.action or f"/join/{one['token']}/", form.filled())
        outcomes += at_once([join, partial(_seen, twin, made["text"])])
    assert set(outcomes) <= {200, 302, 403, 410, 422}
    assert site.make("exposed_raters_of", made["id"]) == 0


def _seen(visitor: Visitor, path: str) -> int:
    return visitor.get(path).status


def test_log_written_by_many_processes_is_one_chain(site: Site) -> None:
    made = site.make("draft", 1, 2)
    before = len(site.make("record", made["id"])["events"])
    writers = [site.spawn("append", made["id"], 40) for _ in range(2)]
    head = site.make("append", made["id"], 40)
    heads = [head, *(int(writer.communicate()[0]) for writer in writers)]
    record = site.make("record", made["id"])
    assert len(record["events"]) == max(heads) == before + 120
    assert record["break"] is None


def test_file_imported_many_times_at_once_is_there_once(site: Site) -> None:
    name = f"shop-{uuid4().hex[:8]}"
    site.make("table_set", name)
    engineer = site.visitor(site.make("person", f"engineer-{name}@example.org", "engineer")["session"])
    form = engineer.get("/tables/import/").form()
    fields = form.filled(set_name=name, comments_as=f"writer {name}")
    files = [("file", "shop.sql", FILE)]
    assert at_once([lambda: engineer.post(form.action, fields, files).status] * 6) == [200] * 6
    assert site.make("imported", name) == {"tables": 2, "runs": 1}


def test_large_study_of_two_leads_is_opened_once_by_a_worker_and_disturbs_no_rater_of_another(site: Site) -> None:
    large, small = site.make("draft", 20, 500, 2), site.make("study", 4, 24)
    leads, page = _leads(site, large), f"/studies/{large['id']}/open/"
    statuses: list[int] = []
    raters = _at_work(site, small)

    def open_large() -> None:
        statuses.extend(_together([*leads, *leads], page))
        until(lambda: leads[0].get(page).path == f"/studies/{large['id']}/", "the page leads to the open study")

    rate_together(raters, open_large)
    record = site.make("record", large["id"])
    assert statuses == [302] * 4
    assert record["events"][-3:] == ["opening_asked", "opening_begun", "study_opened"]
    assert (record["state"], record["n_assignments"], record["break"]) == ("open", 20 * 500, None)
    assert [len(rater.acknowledged) for rater in raters] == [24] * 4


def _first_pair(site: Site, made: dict[str, Any]) -> tuple[Visitor, Form]:
    rater = site.visitor(made["raters"][0]["session"])
    return rater, pair_forms(rater.get(f"/rate/studies/{made['id']}/"))[0]
