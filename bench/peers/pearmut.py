"""Pearmut: a campaign in a file; its page is static, pairs and answers travel as JSON keyed by the models' names."""

import json
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.browser import Browser, Page
from bench.peers.peer import QUESTION, Pair, Peer, Rater

_CAMPAIGN = "pairs"


class PearmutRater:
    """Scores both sides, since Pearmut has no single choice between two."""

    def __init__(self, url: str, user: str) -> None:
        self._browser, self._who = Browser(url), {"campaign_id": _CAMPAIGN, "user_id": user}
        self._seen: Any = None

    def begin(self) -> list[Page]:
        """Open the page of a personal link and see the first pair."""
        page = self._browser.get("/annotate?campaign_id={campaign_id}&user_id={user_id}".format(**self._who))
        return [page, self._next()]

    def answer(self, *, whole: bool) -> list[Page]:
        """Answer and see the next pair."""
        answer = {"payload": self._payload(), "item_i": self._seen["info"]["item_i"]}
        return [self._browser.post_json("/log-response", {**self._who, **answer}), self._next()]

    def _next(self) -> Page:
        page = self._browser.post_json("/get-next-item", self._who)
        # After a failure, which is counted, the same pair is answered again.
        self._seen = json.loads(page.html) if page.status < 400 else self._seen
        return page

    def _payload(self) -> dict[str, Any]:
        models, now = self._seen["payload"][0]["tgt"], time.time()
        scores: dict[str, dict[str, Any]] = {
            model: {"score": 50, "error_spans": [], "textfield": None} for model in models
        }
        scored = [{"time": now, "action": "score", "index": 0, "model": model, "value": 50} for model in models]
        actions = [{"time": now - 20, "action": "load"}, *scored, {"time": now, "action": "submit"}]
        return {"annotation": [scores], "actions": actions, "item": self._seen["payload"]}


def _prepare(programs: Path, folder: Path, pairs: Sequence[Pair], n_raters: int) -> None:
    documents = [
        [{"instructions": QUESTION, "src": pair.ddl, "tgt": {pair.left_model: pair.left, pair.right_model: pair.right}}]
        for pair in pairs
    ]
    users = [f"rater-{number}" for number in range(n_raters)]
    about = {"assignment": "task-based", "protocol": "DA", "users": users, "show_model_names": False}
    campaign = {"campaign_id": _CAMPAIGN, "info": about, "data": [documents] * n_raters}
    (folder / "campaign.json").write_text(json.dumps(campaign), encoding="utf-8")
    subprocess.run([programs / "pearmut", "add", "campaign.json"], cwd=folder, stdout=subprocess.DEVNULL, check=True)


def _enrol(url: str, _pairs: Sequence[Pair], n_raters: int) -> Sequence[Rater]:
    return [PearmutRater(url, f"rater-{number}") for number in range(n_raters)]


def _n_stored(_url: str, folder: Path) -> int:
    kept = folder / "data" / "annotations" / f"{_CAMPAIGN}.jsonl"
    return len(kept.read_text(encoding="utf-8").splitlines())


PEARMUT = Peer(
    name="Pearmut 1.1.6",
    requirement="pearmut==1.1.6",
    # `pearmut run` listens to the whole network; this is the server that it starts, on loopback.
    command=("uvicorn", "pearmut.app:app", "--host", "127.0.0.1", "--port", "{port}"),
    first_page="/annotate",
    prepare=_prepare,
    enrol=_enrol,
    n_stored=_n_stored,
    python=(3, 12),
)
