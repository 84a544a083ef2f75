"""Potato: a folder with a configuration and the items; its page is rendered by the server, twice for each pair."""

import json
import re
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.browser import Browser, Page
from bench.peers.peer import QUESTION, Pair, Peer, Rater

_ITEM = re.compile(rb'id="instance_id"[^>]*value="([^"]+)"')
# JSON is YAML too.
_CONFIGURATION = {
    "annotation_task_name": "Pairs",
    "task_dir": ".",
    "data_files": ["items.jsonl"],
    "item_properties": {"id_key": "id", "text_key": "documentation"},
    "instance_display": {"fields": [{"key": "ddl", "type": "code", "label": "Table"}]},
    "output_annotation_dir": "annotations",
    "require_password": False,
    "user_config": {"allow_all_users": True, "users": []},
    "annotation_schemes": [
        {
            "annotation_type": "pairwise",
            "name": "preference",
            "description": QUESTION,
            "mode": "binary",
            "items_key": "documentation",
            "labels": ["A", "B"],
            "allow_tie": True,
            "label_requirement": {"required": True},
        }
    ],
}


class PotatoRater:
    """Stores, moves on and loads the page again, as the page's script does."""

    def __init__(self, url: str, name: str) -> None:
        self._browser, self._name, self._item = Browser(url), name, ""

    def begin(self) -> list[Page]:
        """Sign in by name and see the first pair."""
        signed_in = self._browser.post("/auth", {"action": "login", "email": self._name})
        return [signed_in, self._see(self._browser.get("/annotate"))]

    def answer(self, *, whole: bool) -> list[Page]:
        """Answer and see the next pair."""
        noticed = [self._track_change(), self._store(), self._track()] if whole else []
        stored = self._store()
        moved = self._browser.post_json("/annotate", {"action": "next_instance", "instance_id": self._item})
        pages = [*noticed, stored, moved, self._see(self._browser.get("/annotate"))]
        return [*pages, *self._loaded()] if whole else pages

    def _see(self, page: Page) -> Page:
        # After a failure, which is counted, the same pair is answered again.
        if page.status < 400:
            found = _ITEM.search(page.html)
            assert found is not None, "no pair on the page"
            self._item = found[1].decode()
        return page

    def _store(self) -> Page:
        answer = {"annotations": {"preference:selection": "A"}, "cleared_schemas": [], "span_annotations": []}
        timing = {"client_timestamp": datetime.now(UTC).isoformat(), "response_time_seconds": 20.0}
        return self._browser.post_json("/updateinstance", {"instance_id": self._item, **answer, **timing})

    def _track_change(self) -> Page:
        change = {"schema_name": "preference", "label_name": "selection", "action": "update", "source": "user"}
        values = {"old_label": None, "old_value": None, "new_value": "A"}
        return self._browser.post_json("/api/track_annotation_change", {"instance_id": self._item, **change, **values})

    def _track(self) -> Page:
        now = time.time()
        event = {"timestamp": now, "client_timestamp": int(now * 1000), "instance_id": self._item, "metadata": {}}
        targets = {"keypress": "key:1", "save": f"instance:{self._item}", "navigation": "next"}
        events = [{**event, "event_type": kind, "target": target} for kind, target in targets.items()]
        about = {"instance_id": self._item, "events": events, "focus_time": {}, "scroll_depth": 0}
        return self._browser.post_json("/api/track_interactions", about)

    def _loaded(self) -> list[Page]:
        spans, words = f"/api/spans/{self._item}", f"/api/keyword_highlights/{self._item}"
        paths = ("/api/colors", "/pocket/api/routing", spans, words, "/api/schemas", "/api/colors", spans, words, words)
        return [self._browser.get(path) for path in paths]


def _prepare(_programs: Path, folder: Path, pairs: Sequence[Pair], _n_raters: int) -> None:
    items = (
        {
            "id": f"pair-{place}",
            "ddl": pair.ddl,
            "documentation": [pair.left, pair.right],
            "model_a": pair.left_model,
            "model_b": pair.right_model,
        }
        for place, pair in enumerate(pairs)
    )
    (folder / "items.jsonl").write_text("".join(f"{json.dumps(item)}\n" for item in items), encoding="utf-8")
    (folder / "config.yaml").write_text(json.dumps(_CONFIGURATION), encoding="utf-8")


def _enrol(url: str, _pairs: Sequence[Pair], n_raters: int) -> Sequence[Rater]:
    return [PotatoRater(url, f"rater-{number}") for number in range(n_raters)]


def _n_stored(_url: str, folder: Path) -> int:
    states = (json.loads(path.read_bytes()) for path in folder.glob("annotations/*/user_state.json"))
    return sum(len(state["instance_id_to_label_to_value"]) for state in states)


POTATO = Peer(
    name="Potato 2.12.1",
    requirement="potato-annotation==2.12.1",
    command=("potato", "start", "config.yaml", "--port", "{port}", "--host", "127.0.0.1"),
    first_page="/",
    prepare=_prepare,
    enrol=_enrol,
    n_stored=_n_stored,
    asks_more=True,
)
