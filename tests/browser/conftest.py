"""A site, a browser, and a rater who has signed in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.site import Site, running_site

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip


@pytest.fixture(scope="session")
def site(chromium: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One running site for all browser tests; each makes its own study in it."""
    with running_site(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    """One browser for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Desk:
    """A rater in front of the first pair of a fresh study."""

    page: Page
    context: BrowserContext
    study: Any
    url: str
    errors: list[str]

    def verdict(self, key: str) -> None:
        """Choose a verdict by its key, once the page's scripts listen to it."""
        self.page.wait_for_load_state("load")
        self.page.keyboard.press(key)

    def submit(self) -> None:
        """Submit by keyboard and wait for the next pair."""
        before = self.table()
        self.page.keyboard.press("Enter")
        self.page.wait_for_function("name => document.querySelector('h1')?.textContent !== name", arg=before)

    def table(self) -> str:
        """The name of the table on the page."""
        return self.page.locator("h1").first.inner_text()


def sign_in(page: Page, site: Site, email: str, password: str) -> None:
    """Sign in by the form."""
    page.goto(f"{site.url}/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[type=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/accounts/login" not in url)


@pytest.fixture
def open_desk(site: Site, browser: Browser) -> Iterator[Callable[..., Desk]]:
    """Make a study and seat one of its raters; keyword arguments go to the browser's context."""
    contexts: list[BrowserContext] = []

    def seat(study: Any = None, rater: int = 0, **options: Any) -> Desk:
        made = study or site.make("study")
        context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})
        contexts.append(context)
        page, errors = context.new_page(), []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        sign_in(page, site, made["raters"][rater], made["password"])
        url = f"{site.url}/rate/studies/{made['id']}/"
        page.goto(url)
        return Desk(page, context, made, url, errors)

    yield seat
    for context in contexts:
        context.close()
