"""From an endpoint's answer to an outcome: the text, why it ends, its tokens; or a word for what is wrong with it."""

import json
import re
from dataclasses import replace
from datetime import datetime

from modelhub.engine.remote.base_url import AddressRefused
from modelhub.engine.remote.exchange import Reply
from modelhub.engine.remote.outcome import Outcome, failure
from modelhub.engine.remote.retrying import read_retry_after
from modelhub.engine.remote.route import Route
from modelhub.engine.text_model import Finish

# How much of a failed answer is kept for people to read.
KEPT_CHARACTERS = 2000
_NO_CREDIT = {"insufficient_quota", "billing_hard_limit_reached", "insufficient_credits"}
_AGAIN = {408, 409, 425, 429}
# A database stores neither; half a surrogate pair can't even be encoded.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
# No request of ours comes near: what claims more is a mistake, or would overflow the sums that are stored.
_MOST_TOKENS = 2_000_000


def read_reply(reply: Reply, *, key_variable: str, now: datetime) -> Outcome:
    """Return what an answer amounts to. Only `text` may hold words of the endpoint."""
    if 200 <= reply.status < 300:
        return _with_text_kept(_completed(reply.body), reply)
    if 300 <= reply.status < 400:
        return failure(f"http_{reply.status}", _redirected(reply), for_all=True)
    return _refused(reply, key_variable, now)


def _refused(reply: Reply, key_variable: str, now: datetime) -> Outcome:
    kind, code = f"http_{reply.status}", _error_code(reply.body)
    if reply.status == 401:
        key = f"the key in {key_variable}" if key_variable else "requests without a key"
        return failure(kind, f"The endpoint does not accept {key} (HTTP 401)", for_all=True)
    if reply.status == 402 or code in _NO_CREDIT:
        return failure(kind, f"The endpoint says that there is no credit left (HTTP {reply.status})", for_all=True)
    if code == "context_length_exceeded":
        return _with_text_kept(failure("context", "The prompt is longer than the model's context"), reply)
    outcome = failure(kind, f"The endpoint answered HTTP {reply.status}", again=_is_passing(reply.status))
    outcome = replace(outcome, asked_to_wait_s=read_retry_after(reply.retry_after, now=now))
    # A complaint about the key may hold parts of it.
    return outcome if reply.status == 403 else _with_text_kept(outcome, reply)


def _is_passing(status: int) -> bool:
    return status in _AGAIN or status >= 500


def _redirected(reply: Reply) -> str:
    problem = f"The endpoint redirects (HTTP {reply.status}), and redirects are never followed: enter its own base URL"
    target = (reply.location or "").partition("?")[0]
    if "://" not in target:
        return problem
    try:
        Route(target, allow_private=False)
    except AddressRefused as refused:
        return f"{problem}. Where it leads would be refused too: {refused}"
    return problem


def _error_code(body: bytes) -> str:
    answer = _object(body)
    error = answer.get("error") if answer else None
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, str) else ""


def _object(body: bytes) -> dict[str, object] | None:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def _completed(body: bytes) -> Outcome:
    answer = _object(body)
    if answer is None:
        is_half = body.lstrip()[:1] == b"{" and body.rstrip()[-1:] != b"}"
        kind, problem = ("half_json", "ends in the middle") if is_half else ("garbage", "is no JSON object")
        return failure(kind, f"The endpoint's answer {problem}", again=True, maybe_charged=True)
    choices = answer.get("choices")
    if not isinstance(choices, list) and "error" in answer:
        return failure("endpoint_error", "The endpoint reports an error in place of an answer", again=True)
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        outcome = failure("empty", "The endpoint's answer holds no text", again=True, maybe_charged=True)
    else:
        outcome = _chosen(choices[0])
    n_in, n_out = _usage(answer.get("usage"))
    return replace(outcome, n_tokens_in=n_in, n_tokens_out=n_out)


def _chosen(choice: dict[str, object]) -> Outcome:
    message = choice.get("message")
    said = message if isinstance(message, dict) else {"content": choice.get("text")}
    text, finish = _text(said.get("content")), choice.get("finish_reason")
    if isinstance(said.get("refusal"), str) and said["refusal"]:
        return failure("refusal", "The model refuses to answer", maybe_charged=True)
    if finish == "content_filter":
        return failure("content_filter", "The endpoint withholds the answer", maybe_charged=True)
    if finish in {"abort", "error"}:
        return failure("aborted", "The endpoint gave the answer up", again=True, maybe_charged=True)
    if finish in {"length", "max_tokens"}:
        return Outcome(Finish.LENGTH, text or "")
    if text is None:
        return failure("empty", "The endpoint's answer holds no text", again=True, maybe_charged=True)
    return Outcome(Finish.STOP, text)


def _text(content: object) -> str | None:
    """Return the text of a message, which may come in parts, or None when there is none."""
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, dict)]
        content = "".join(part for part in parts if isinstance(part, str)) if parts else None
    return _UNSTORABLE.sub("\ufffd", content) if isinstance(content, str) else None


def _usage(usage: object) -> tuple[int | None, int | None]:
    fields = usage if isinstance(usage, dict) else {}
    return _count(fields.get("prompt_tokens")), _count(fields.get("completion_tokens"))


def _count(value: object) -> int | None:
    return value if type(value) is int and 0 <= value <= _MOST_TOKENS else None


def _with_text_kept(outcome: Outcome, reply: Reply) -> Outcome:
    if not outcome.failed:
        return outcome
    said = reply.body[: 4 * KEPT_CHARACTERS].decode("utf-8", "replace")[:KEPT_CHARACTERS]
    return replace(outcome, text=_UNSTORABLE.sub("\ufffd", said))
