"""A request says what the endpoint is known to understand, and nothing else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelhub.engine.remote.config import Api, EndpointConfig
from modelhub.engine.remote.request_body import likely_tokens, most_tokens, request_body
from modelhub.engine.text_model import Message, Sampling, TextRequest

CONFIG = EndpointConfig("https://api.example.com/v1", "m", json_schema=True)
REQUEST = TextRequest("k", (Message("system", "Be brief."), Message("user", "Hello")), 64, fields=("trip_id", "type"))


def body(config: EndpointConfig, request: TextRequest = REQUEST) -> dict[str, object]:
    content = json.loads(request_body(config, request, Sampling(seed=3)))
    assert isinstance(content, dict)
    return content


def test_schema_takes_the_documentation_that_was_asked_for_and_nothing_else() -> None:
    text = {"type": "string"}
    columns = {
        "type": "object",
        "properties": {"trip_id": text, "type": text},
        "required": ["trip_id", "type"],
        "additionalProperties": False,
    }
    documentation = {
        "type": "object",
        "properties": {"description": text, "columns": columns},
        "required": ["description", "columns"],
        "additionalProperties": False,
    }
    assert body(CONFIG)["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "documentation", "strict": True, "schema": documentation},
    }


@pytest.mark.parametrize(
    ("config", "fields"),
    [(EndpointConfig("https://api.example.com", "m"), ("trip_id",)), (CONFIG, ())],
)
def test_without_support_or_fields_no_schema_is_sent(config: EndpointConfig, fields: tuple[str, ...]) -> None:
    assert "response_format" not in body(config, TextRequest("k", REQUEST.messages, 64, fields))


def test_completions_get_one_prompt() -> None:
    content = body(EndpointConfig("https://api.example.com", "m", api=Api.COMPLETIONS))
    assert content == {
        "model": "m",
        "prompt": "Be brief.\n\nHello",
        "max_tokens": 64,
        "temperature": 0.0,
        "top_p": 1.0,
        "seed": 3,
    }


def test_what_the_endpoint_refuses_is_left_out() -> None:
    config = EndpointConfig(
        "https://api.example.com", "m", max_tokens_field="max_completion_tokens", leave_out=frozenset({"seed", "top_p"})
    )
    assert sorted(body(config)) == ["max_completion_tokens", "messages", "model", "temperature"]


@given(st.text())
def test_any_prompt_can_be_sent_and_counted(text: str) -> None:
    messages = (Message("user", text),)
    content = body(CONFIG, TextRequest("k", messages, 64))
    assert content["messages"] == [{"role": "user", "content": text}]
    assert 0 < likely_tokens(messages) <= most_tokens(CONFIG, TextRequest("k", messages, 64))


def test_schema_counts_as_a_part_of_the_prompt() -> None:
    without = EndpointConfig("https://api.example.com", "m")
    assert (
        most_tokens(CONFIG, REQUEST) - most_tokens(without, REQUEST)
        > len(json.dumps(body(CONFIG)["response_format"])) - 1
    )


@pytest.mark.parametrize(
    "fields",
    [{"model": " "}, {"n_in_flight": 0}, {"n_failures_to_stop": 0}, {"key_variable": "PATH"}],
)
def test_description_that_cannot_work_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        EndpointConfig(**{"base_url": "https://api.example.com", "model": "m"} | fields)  # type: ignore[arg-type]
