"""Raters who send plain forms, and send the same form again until it is acknowledged, as the page's script does."""

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape

from tests.flow.pages import Form, Page
from tests.flow.visitor import Visitor, patiently

# Two writers' descriptions; nearly every rater here likes the first.
BETTER, WORSE = "Says what a row is, and when it is written.", "This table stores data."
ABOUT = re.compile(r'<tr role="row" class="about">.*?</tr>', re.DOTALL)
TEXT = re.compile(r'<p dir="auto">(.*?)</p>', re.DOTALL)
PAIR = re.compile(r"^/rate/pairs/([0-9a-f-]{36})/$")
# (assignment, submission key)
Submission = tuple[str, str]


@dataclass
class AtWork:
    """One rater in one study, with what the server has said to be stored."""

    visitor: Visitor
    study: str
    prefers: str
    acknowledged: list[Submission] = field(default_factory=list)
    stopped_by: str = ""

    def rate_all(self) -> None:
        """Rate until nothing is left, or until the study takes no more."""
        while True:
            page = patiently(lambda: self.visitor.get(f"/rate/studies/{self.study}/"))
            assert page.status == 200, f"{page.path}: {page.status} {page.words()[:500]}"
            if not (forms := pair_forms(page)):
                self.stopped_by = page.path if page.path.endswith("/finish/") else page.words()
                return
            self.submit(forms[0], verdict(page, self.prefers))

    def submit(self, form: Form, choice: str) -> Page:
        """Send one answer until it is acknowledged or refused for good."""
        fields = form.filled(verdict=choice)
        answer = patiently(lambda: self.visitor.post(form.action, fields))
        if answer.status == 302:
            self.acknowledged.append(submission(form))
        return answer


def submission(form: Form) -> Submission:
    """Return which assignment a form answers, under which key."""
    found = PAIR.match(form.action)
    assert found
    return found[1], dict(form.fields)["submission_key"]


def pair_forms(page: Page) -> list[Form]:
    """Return the form of the pair on a page, when there is one."""
    return [form for form in page.forms() if PAIR.match(form.action)]


def sides(page: Page) -> tuple[str, str]:
    """Return the two descriptions as shown, left and right."""
    about = ABOUT.search(page.text)
    assert about
    left, right = (unescape(text) for text in TEXT.findall(about[0]))
    return left, right


def verdict(page: Page, prefers: str) -> str:
    """Return the verdict of somebody who likes texts with these words much better."""
    left, right = sides(page)
    return "1" if prefers in left else "5" if prefers in right else "3"


def rate_together(raters: Sequence[AtWork], meanwhile: Callable[[], None] = lambda: None) -> None:
    """Let all raters work at once while something happens; whatever failed in any of them fails here."""
    with ThreadPoolExecutor(len(raters)) as pool:
        at_work = [pool.submit(rater.rate_all) for rater in raters]
        meanwhile()
        for done in at_work:
            done.result()
