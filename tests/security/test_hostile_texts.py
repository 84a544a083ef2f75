"""Hostile names and texts on every page: nothing of them runs, nothing turns a line around, no answer breaks."""

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from evaluator.models import Candidate, Study, User
from modelhub.models import GenerationRun, ModelVersion, RunOutput
from tests.blindness.crawl import Reached, crawl
from tests.blindness.world import World, make_world

pytestmark = pytest.mark.django_db
BREAKOUT = "\"'--></title></textarea></pre><script>run()</script><img src=x onerror=run()>{{ 7|add:42000 }}{% debug %}"
TURNED = "a\u202eb"
FORMULA = "=cmd|' /C calc'!A0"
HOSTILE = f"{FORMULA}{BREAKOUT}{TURNED}"
PLANTED = f"{FORMULA}{BREAKOUT}"
PEOPLE = ("rater 1", "rater 2", "lead", "engineer", "lead who is an engineer", "anonymous")


class Injected(HTMLParser):
    """Collects what a page must not contain: code of its own, images, and documents that end too early."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [f"{tag} {name}" for name in given if name.startswith("on") or name == "style"]
        if tag in {"img", "iframe", "object"} or (tag == "script" and "src" not in given):
            self.found.append(tag)


@pytest.fixture(params=["open", "locked"])
def world(request: pytest.FixtureRequest, db: None) -> World:
    """A study in which every text that comes from outside is hostile."""
    world = make_world(request.param, comment=PLANTED, remark=HOSTILE)
    tables = world.study.table_set.tables.all()
    for number, table in enumerate(tables):
        # Two columns of one name would be refused at import.
        table.columns = [
            {**column, "name": f"{number}.{place}{HOSTILE}", "type": HOSTILE}
            for place, column in enumerate(table.columns)
        ]
        table.name, table.ddl, table.domain = f"{HOSTILE}{number}", HOSTILE, PLANTED[:120]
        table.sample_rows = {"columns": [HOSTILE], "rows": [[HOSTILE]]}
        table.source, table.dialect = HOSTILE, "postgres"
        table.save()
    Candidate.objects.update(description=HOSTILE, comments=[HOSTILE, None, HOSTILE])
    RunOutput.objects.update(description=HOSTILE, comments=[HOSTILE, None, HOSTILE], raw=HOSTILE, warnings=[PLANTED])
    GenerationRun.objects.update(origin=HOSTILE, parameters={PLANTED: PLANTED})
    for model in ModelVersion.objects.all():
        model.name, model.notes, model.licence, model.aliases = f"{PLANTED[:100]}{model.pk}", PLANTED, "<b>", [PLANTED]
        model.save()
    Study.objects.update(name=PLANTED[:110], question=PLANTED, guideline=PLANTED, criteria=[PLANTED])
    User.objects.update(name=PLANTED[:100])
    return world


def problems(reached: Reached) -> Iterator[str]:
    """Return what is wrong with an answer."""
    if reached.status >= 500:
        yield "breaks"
    if "\nContent-Type: text/html" not in f"\n{reached.text}" or reached.asked.startswith("GET /static/"):
        return
    if "\nContent-Security-Policy: " not in f"\n{reached.text}":
        yield "has no policy"
    page = reached.text[reached.text.find("<!doctype html>") :]
    parser = Injected()
    parser.feed(page)
    yield from parser.found
    yield from (word for word in ("42007", "\u202e") if word in page)


def test_nothing_hostile_runs_on_any_page(world: World) -> None:
    reached = {who: crawl(world, who) for who in PEOPLE}
    found = [
        f"{who}: {one.asked}: {what}" for who, answers in reached.items() for one in answers for what in problems(one)
    ]
    assert not found, "\n".join(found)
    # The same words, escaped, do stand on the pages of each.
    for who in PEOPLE[1:5]:
        assert any("&lt;script&gt;run()" in answer.text for answer in reached[who])
