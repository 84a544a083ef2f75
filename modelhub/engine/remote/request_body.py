"""A prompt as the JSON that an OpenAI-compatible endpoint reads, and how many tokens it takes."""

import json
import math

from modelhub.engine.remote.config import Api, EndpointConfig
from modelhub.engine.text_model import Message, Sampling, TextRequest

# English takes about four bytes a token, identifiers and types less.
_BYTES_PER_TOKEN = 3.5
_TOKENS_PER_MESSAGE = 4
# A token stands for at least one byte; beside them a chat template adds marks per turn and a preamble.
_MOST_TOKENS_PER_MESSAGE = 16
_MOST_TOKENS_PER_PROMPT = 64


def request_body(config: EndpointConfig, request: TextRequest, sampling: Sampling) -> bytes:
    """Return the body of one request."""
    body: dict[str, object] = {
        "model": config.model,
        config.max_tokens_field: request.max_new_tokens,
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "seed": sampling.seed,
    }
    if config.api is Api.CHAT:
        body["messages"] = [{"role": message.role, "content": message.content} for message in request.messages]
    else:
        body["prompt"] = "\n\n".join(message.content for message in request.messages)
    if is_forced(config, request):
        body["response_format"] = _schema(request.fields)
    return json.dumps({name: value for name, value in body.items() if name not in config.leave_out}).encode("ascii")


def is_forced(config: EndpointConfig, request: TextRequest) -> bool:
    """Return whether the endpoint is told to answer with exactly the request's fields."""
    return config.json_schema and bool(request.fields)


def likely_tokens(messages: tuple[Message, ...]) -> int:
    """Return an estimate of the messages' tokens: only the far side knows its tokenizer."""
    return sum(likely_tokens_of(message.content) + _TOKENS_PER_MESSAGE for message in messages)


def likely_tokens_of(text: str) -> int:
    """Return an estimate of a text's tokens."""
    return math.ceil(_n_bytes(text) / _BYTES_PER_TOKEN)


def most_tokens(config: EndpointConfig, request: TextRequest) -> int:
    """Return a number of tokens that the prompt can't exceed, to set money aside by; a schema counts as prompt."""
    n_schema = len(json.dumps(_schema(request.fields))) if is_forced(config, request) else 0
    n_messages = sum(_n_bytes(message.content) + _MOST_TOKENS_PER_MESSAGE for message in request.messages)
    return n_messages + n_schema + _MOST_TOKENS_PER_PROMPT


def _n_bytes(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _schema(columns: tuple[str, ...]) -> dict[str, object]:
    text = {"type": "string"}
    documentation = _object({"description": text, "columns": _object(dict.fromkeys(columns, text))})
    return {"type": "json_schema", "json_schema": {"name": "documentation", "strict": True, "schema": documentation}}


def _object(properties: dict[str, object]) -> dict[str, object]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
