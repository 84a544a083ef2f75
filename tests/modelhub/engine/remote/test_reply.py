"""Every answer that an endpoint can give becomes a text or a word for what is wrong with it."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelhub.engine.remote.exchange import Reply
from modelhub.engine.remote.outcome import Outcome
from modelhub.engine.remote.reply import KEPT_CHARACTERS, read_reply
from modelhub.engine.text_model import Finish

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def read(content: object, status: int = 200) -> Outcome:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return read_reply(Reply(status, body), key_variable="X_API_KEY", now=NOW)


def choice(text: object, finish: object = "stop") -> dict[str, object]:
    return {"choices": [{"message": {"content": text}, "finish_reason": finish}]}


@pytest.mark.parametrize(
    ("finish_reason", "finish"),
    [
        ("stop", Finish.STOP),
        ("eos_token", Finish.STOP),
        (None, Finish.STOP),
        ("length", Finish.LENGTH),
        ("max_tokens", Finish.LENGTH),
        ("content_filter", Finish.ERROR),
        ("abort", Finish.ERROR),
    ],
)
def test_reason_for_the_end_is_translated(finish_reason: object, finish: Finish) -> None:
    assert read(choice("x", finish_reason)).finish is finish


def test_text_in_parts_is_put_together() -> None:
    parts = [{"type": "text", "text": "One row "}, {"type": "other"}, {"type": "text", "text": "per trip."}]
    assert read(choice(parts)).text == "One row per trip."


def test_text_that_was_all_thought_away_is_cut_off_not_empty() -> None:
    outcome = read(choice(None, "length"))
    assert (outcome.finish, outcome.text) == (Finish.LENGTH, "")


@pytest.mark.parametrize(
    "content", [choice(None), choice([]), choice(7), {"choices": [{}]}, {"choices": ["x"]}, {"choices": {}}, {}]
)
def test_answer_without_a_text_is_empty(content: object) -> None:
    assert read(content).kind == "empty"


def test_text_that_no_database_stores_is_mended() -> None:
    assert read(b'{"choices": [{"text": "a\\u0000b\\ud800c\\ud83d\\ude00"}]}').text == "a\ufffdb\ufffdc\U0001f600"


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        ({"prompt_tokens": 3, "completion_tokens": 4}, (3, 4)),
        ({"prompt_tokens": 3}, (3, None)),
        ({"prompt_tokens": -3, "completion_tokens": True}, (None, None)),
        ({"prompt_tokens": "3", "completion_tokens": 4.0}, (None, None)),
        ({"prompt_tokens": 10**30, "completion_tokens": 4}, (None, 4)),
        ({"prompt_tokens": 10**9, "completion_tokens": 4}, (None, 4)),
        ([3, 4], (None, None)),
        (None, (None, None)),
    ],
)
def test_tokens_count_only_where_they_are_numbers_of_tokens(
    usage: object, expected: tuple[int | None, int | None]
) -> None:
    outcome = read({**choice("x"), "usage": usage})
    assert (outcome.n_tokens_in, outcome.n_tokens_out) == expected


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "garbage"),
        (b"null", "garbage"),
        (b"[1, 2]", "garbage"),
        (b"\xff\xfe\x00", "garbage"),
        (b'{"choices": [}', "garbage"),
        (b'{"choices": [{"text": "The ta', "half_json"),
        (b'{"choices": [}}', "garbage"),
        (b"[" * 100_000, "garbage"),
        (b'{"n": ' + b"9" * 10_000 + b"}", "garbage"),
    ],
)
def test_answer_that_is_no_object_has_a_word(body: bytes, kind: str) -> None:
    assert read(body).kind == kind


@given(st.binary(max_size=200), st.integers(200, 599))
def test_any_bytes_under_any_status_become_an_outcome(body: bytes, status: int) -> None:
    outcome = read(body, status)
    assert outcome.failed
    assert outcome.kind
    outcome.text.encode()


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["choices", "message", "content", "text", "usage", "error", "code", "refusal"]), inner
            )
        ),
    )
)
def test_any_json_becomes_an_outcome(content: object) -> None:
    outcome = read(content)
    assert outcome.failed == bool(outcome.kind)


def test_words_of_a_failed_answer_are_kept_in_part() -> None:
    outcome = read(b"x" * 100_000, 500)
    assert outcome.text == "x" * KEPT_CHARACTERS
    assert outcome.problem == "The endpoint answered HTTP 500"
