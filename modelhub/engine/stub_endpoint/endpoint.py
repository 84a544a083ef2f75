"""The stub's answers in the form of the OpenAI API: chat, completions and the list of models."""

import asyncio
import json
import math

from modelhub.engine.stub_endpoint.http_server import Asked, Respond, write_json
from modelhub.engine.stub_endpoint.writers import WRITERS

CHAT, COMPLETIONS = "/v1/chat/completions", "/v1/completions"
_CHARACTERS_PER_TOKEN = 4


def answering(*, delay_s: float = 0.0) -> Respond:
    """Return what answers every request after the delay, as a busy endpoint would."""

    async def respond(asked: Asked, writer: asyncio.StreamWriter) -> None:
        if delay_s:
            await asyncio.sleep(delay_s)
        status, content = answer(asked)
        write_json(writer, status, content)

    return respond


def answer(asked: Asked) -> tuple[int, object]:
    """Return status and content of the answer."""
    if asked.path == "/v1/models":
        models = [{"id": name, "object": "model", "owned_by": "stub: no model at all"} for name in WRITERS]
        return 200, {"object": "list", "data": models}
    if asked.method != "POST" or asked.path not in {CHAT, COMPLETIONS}:
        return 404, _error("this endpoint answers /v1/chat/completions, /v1/completions and /v1/models", "not_found")
    try:
        question = json.loads(asked.body)
        is_chat = asked.path == CHAT
        prompt = _of_messages(question["messages"]) if is_chat else str(question["prompt"])
        model, limit = str(question["model"]), question.get("max_tokens") or question.get("max_completion_tokens")
    except (ValueError, TypeError, KeyError):
        return 400, _error("send JSON with model, and messages or prompt", "invalid_request")
    if model not in WRITERS:
        return 404, _error(f"there are only {', '.join(WRITERS)}", "model_not_found")
    return 200, _completion(model, prompt, WRITERS[model](prompt), limit, is_chat=is_chat)


def _of_messages(messages: object) -> str:
    if not isinstance(messages, list):
        raise TypeError
    return "\n\n".join(str(message["content"]) for message in messages)


def _completion(model: str, prompt: str, text: str, limit: object, *, is_chat: bool) -> dict[str, object]:
    most = limit if isinstance(limit, int) else math.inf
    n_out, finish = _n_tokens(text), "stop"
    if n_out > most:
        text, n_out, finish = text[: int(most) * _CHARACTERS_PER_TOKEN], int(most), "length"
    said = {"message": {"role": "assistant", "content": text}} if is_chat else {"text": text}
    usage = {"prompt_tokens": _n_tokens(prompt), "completion_tokens": n_out}
    kind = "chat.completion" if is_chat else "text_completion"
    return {"object": kind, "model": model, "choices": [{"index": 0, "finish_reason": finish, **said}], "usage": usage}


def _n_tokens(text: str) -> int:
    return math.ceil(len(text) / _CHARACTERS_PER_TOKEN)


def _error(message: str, code: str) -> dict[str, object]:
    return {"error": {"message": message, "code": code}}
