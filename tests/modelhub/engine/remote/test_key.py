"""The key of an endpoint is sent and nothing else: no text, error, representation or log holds it."""

import logging
import traceback

import pytest

from modelhub.engine.remote.endpoint import EndpointModel
from modelhub.engine.remote.key import Key, KeyMissing
from modelhub.engine.text_model import ModelGone
from tests.modelhub import stub_endpoint
from tests.modelhub.engine.remote.making import GREEDY, PROMPT, asked_for, completed, config_for
from tests.modelhub.stub_endpoint import fails, running

VARIABLE = "TEST_ENDPOINT_API_KEY"
SECRET = "sk-hush-hush-0123456789"


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, SECRET)


def test_key_is_sent_as_a_bearer_token() -> None:
    with running() as stub:
        completed(config_for(stub, key_variable=VARIABLE), asked_for(1))
    assert stub.asked[0].headers["authorization"] == f"Bearer {SECRET}"


def test_key_is_read_anew_for_every_request(monkeypatch: pytest.MonkeyPatch) -> None:
    with running() as stub, EndpointModel(config_for(stub, key_variable=VARIABLE)) as model:
        list(model.complete(asked_for(1), sampling=GREEDY))
        monkeypatch.setenv(VARIABLE, "sk-another-0123456789")
        list(model.complete(asked_for(1), sampling=GREEDY))
    assert stub.asked[1].headers["authorization"] == "Bearer sk-another-0123456789"


@pytest.mark.parametrize(
    "value", ["", "  ", "sk-hush hush-0123456789", "sk-hush\r\nX-Injected: 1", "sk-hüsh-0123456789"]
)
def test_key_that_cannot_be_sent_is_named_by_its_variable_only(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(VARIABLE, value)
    with running() as stub, pytest.raises(KeyMissing, match=VARIABLE) as raised:
        completed(config_for(stub, key_variable=VARIABLE), asked_for(1))
    assert "sk-" not in "".join(traceback.format_exception(raised.value))
    assert stub.asked == []


def test_key_that_goes_missing_in_the_middle_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    with running() as stub, EndpointModel(config_for(stub, key_variable=VARIABLE, n_in_flight=1)) as model:
        completions = model.complete(asked_for(10), sampling=GREEDY)
        next(completions)
        monkeypatch.delenv(VARIABLE)
        with pytest.raises(ModelGone, match=f"{VARIABLE} is not set"):
            list(completions)


@pytest.mark.parametrize(
    "variable", ["SECRET_KEY", "DATABASE_URL", "AWS_SECRET_ACCESS_KEY", "HOME", "x_API_KEY", "_API_KEY"]
)
def test_only_variables_meant_for_keys_are_read(variable: str) -> None:
    with pytest.raises(ValueError, match="no name for a key's variable"):
        Key(variable)


def test_representations_show_the_variable_and_not_the_key() -> None:
    with running() as stub:
        config = config_for(stub, key_variable=VARIABLE)
        with EndpointModel(config) as model:
            shown = repr([config, model, vars(model), Key(VARIABLE)])
    assert VARIABLE in shown
    assert SECRET not in shown


def test_answer_that_repeats_the_key_is_kept_without_it() -> None:
    with running(then=stub_endpoint.echoes_the_key) as stub:
        (completion,) = completed(config_for(stub, key_variable=VARIABLE), asked_for(1))
    assert completion.text == "My key is [key]!"


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500])
def test_complaint_that_repeats_the_key_is_kept_without_it(status: int) -> None:
    with running(then=fails(status)) as stub:
        (completion,) = completed(config_for(stub, key_variable=VARIABLE), asked_for(1))
    # What the stub said arrived, but for a 403.
    assert ("[key] asked" in completion.text) == (status != 403)
    assert SECRET not in repr(completion)


def test_refused_key_is_said_without_the_key_or_the_prompt() -> None:
    with (
        running(then=fails(401)) as stub,
        pytest.raises(ModelGone, match=f"does not accept the key in {VARIABLE}") as raised,
    ):
        completed(config_for(stub, key_variable=VARIABLE), asked_for(5))
    # As a page that shows errors would: every frame of the engine with its variables.
    frames = traceback.TracebackException.from_exception(raised.value, capture_locals=True).stack
    shown = repr([frame.locals for frame in frames if "tests" not in frame.filename])
    assert "Dispatch" in shown
    assert SECRET not in shown
    assert PROMPT not in shown


def test_placeholder_for_a_key_is_not_taken_out_of_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "one")
    assert Key(VARIABLE).hidden_in("one row per trip") == "one row per trip"


def test_nothing_is_logged_of_key_or_prompt(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("test").debug("The log works.")
    faults = [fails(500), stub_endpoint.no_http, stub_endpoint.hangs_up, fails(429), stub_endpoint.half_json]
    with running(*faults) as stub:
        completed(config_for(stub, key_variable=VARIABLE), asked_for(3))
    said = caplog.text + "".join(capfd.readouterr())
    assert "The log works." in said
    assert SECRET not in said
    assert PROMPT not in said


def test_problems_hold_no_words_of_the_endpoint() -> None:
    with running(then=fails(400)) as stub:
        (completion,) = completed(config_for(stub), asked_for(1))
    assert PROMPT in completion.text
    assert PROMPT not in completion.problem
