"""Label Studio's community edition: accounts and a project made over its API; its page is static, pairs travel as JSON."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.browser import Browser, Page
from bench.peers.peer import QUESTION, Pair, Peer, Rater

_CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
_CONFIGURATION = f"""<View>
  <Header value="{QUESTION}"/>
  <Text name="ddl" value="$ddl"/>
  <Pairwise name="preference" toName="left,right"/>
  <View style="display: flex"><Text name="left" value="$left"/><Text name="right" value="$right"/></View>
</View>"""
# It would otherwise report to its makers and look for newer versions.
_QUIET = {"COLLECT_ANALYTICS": "0", "LATEST_VERSION_CHECK": "0", "LABEL_STUDIO_BASE_DATA_DIR": "data"}


class LabelStudioRater:
    """Works off "Label All Tasks" of a project."""

    def __init__(self, browser: Browser, project: int, tab: int) -> None:
        self._browser, self._project, self._tab, self._task = browser, project, tab, 0

    def begin(self) -> list[Page]:
        """Open the project's page and see the first pair."""
        return [self._browser.get(f"/projects/{self._project}/data"), *self._next(whole=True)]

    def answer(self, *, whole: bool) -> list[Page]:
        """Answer and see the next pair."""
        result = {"from_name": "preference", "to_name": "preference", "type": "pairwise", "origin": "manual"}
        chosen = {"id": "a4l0pCLrPv", "value": {"selected": "left"}}
        about = {"lead_time": 20.0, "started_at": datetime.now(UTC).isoformat(), "draft_id": 0}
        parents = {"parent_prediction": None, "parent_annotation": None, "project": str(self._project)}
        stored = self._browser.post_json(
            f"/api/tasks/{self._task}/annotations?project={self._project}",
            {"result": [{**result, **chosen}], **about, **parents},
        )
        return [stored, *self._next(whole=whole)]

    def _next(self, *, whole: bool) -> list[Page]:
        path = f"/api/dm/actions?id=next_task&tabID={self._tab}&project={self._project}"
        page = self._browser.post_json(path, {"project": str(self._project)})
        # After a failure, which is counted, the same pair is answered again.
        self._task = json.loads(page.html)["id"] if page.status < 400 else self._task
        links = f"/api/label_links?project={self._project}&expand=label"
        return [page, self._browser.get(links)] if whole else [page]


def _signed_up(url: str, name: str) -> Browser:
    browser = Browser(url)
    token = _CSRF.search(browser.get("/user/signup/").html)
    assert token is not None, "no form for a new account"
    account = {"email": f"{name}@example.org", "password": "a-long-pass-phrase", "allow_newsletters": "false"}
    page = browser.post("/user/signup/?next=/", {"csrfmiddlewaretoken": token[1].decode(), **account})
    assert page.status == 302, f"the new account was answered with {page.status}"
    return browser


def _made(browser: Browser, path: str, value: object) -> Any:
    page = browser.post_json(path, value)
    assert page.status in {200, 201}, f"{path} answered {page.status}: {page.html[:500]!r}"
    return json.loads(page.html)


def _task(pair: Pair) -> dict[str, Any]:
    shown = asdict(pair)
    # What is not shown belongs into "meta".
    return {"meta": {side: shown.pop(side) for side in ("left_model", "right_model")}, "data": shown}


def _enrol(url: str, pairs: Sequence[Pair], n_raters: int) -> Sequence[Rater]:
    lead = _signed_up(url, "lead")
    about = {"title": "Pairs", "label_config": _CONFIGURATION, "maximum_annotations": n_raters}
    project = _made(lead, "/api/projects/", about)["id"]
    _made(lead, f"/api/projects/{project}/import", [_task(pair) for pair in pairs])
    view = {"title": "Default", "ordering": [], "type": "list", "target": "tasks"}
    tab = _made(lead, f"/api/dm/views?tabID=0&project={project}", {"data": view, "project": str(project)})["id"]
    return [LabelStudioRater(_signed_up(url, f"rater-{number}"), project, tab) for number in range(n_raters)]


def _n_stored(url: str, _folder: Path) -> int:
    projects = json.loads(_signed_up(url, "counter").get("/api/projects/").html)
    return sum(int(project["total_annotations_number"]) for project in projects["results"])


LABEL_STUDIO = Peer(
    name="Label Studio CE 1.23.2",
    requirement="label-studio==1.23.2",
    command=("label-studio", "start", "--no-browser", "--internal-host", "127.0.0.1", "--port", "{port}"),
    first_page="/",
    prepare=lambda *_: None,
    enrol=_enrol,
    n_stored=_n_stored,
    environment=_QUIET,
    asks_more=True,
)
