"""A model behind an endpoint answers every request, however the endpoint behaves, and hangs on none."""

import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest

from modelhub.engine.remote.endpoint import EndpointModel
from modelhub.engine.remote.retrying import RetryPolicy
from modelhub.engine.stub_endpoint.http_server import Respond
from modelhub.engine.text_model import Completion, Finish, Message, ModelGone, Sampling, TextRequest
from tests.modelhub import stub_endpoint
from tests.modelhub.engine.remote.making import GREEDY, IMPATIENT, PROMPT, QUICK, asked_for, completed, config_for
from tests.modelhub.stub_endpoint import answers, fails, running, says


def test_answer_is_the_text_with_its_tokens() -> None:
    with running(then=says("One row per trip.")) as stub:
        (completion,) = completed(config_for(stub), asked_for(1))
    assert (completion.key, completion.text, completion.finish) == (0, "One row per trip.", Finish.STOP)
    assert (completion.n_tokens_in, completion.n_tokens_out) == (11, 7)
    assert (completion.problem, completion.kind, completion.forced) == ("", "", False)
    assert completion.seconds > 0


def test_request_is_what_the_api_expects() -> None:
    request = TextRequest("k", (Message("system", "Be brief."), Message("user", "Hello")), 64)
    with running() as stub, EndpointModel(config_for(stub)) as model:
        list(model.complete([request], sampling=Sampling(temperature=0.5, top_p=0.9, seed=7)))
    (asked,) = stub.asked
    assert (asked.method, asked.path) == ("POST", "/v1/chat/completions")
    assert asked.headers["host"] == f"127.0.0.1:{stub.port}"
    assert asked.headers["accept-encoding"] == "identity"
    assert "authorization" not in asked.headers
    assert stub.bodies() == [
        {
            "model": "m",
            "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello"}],
            "max_tokens": 64,
            "temperature": 0.5,
            "top_p": 0.9,
            "seed": 7,
        }
    ]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (fails(429), "http_429"),
        (fails(500), "http_500"),
        (fails(503), "http_503"),
        (fails(408), "http_408"),
        (stub_endpoint.garbage, "garbage"),
        (stub_endpoint.no_http, "garbage"),
        (stub_endpoint.half_json, "half_json"),
        (stub_endpoint.cut_off, "cut_off"),
        (stub_endpoint.cut_off_in_a_chunk, "cut_off"),
        (stub_endpoint.hangs_up, "cut_off"),
        (stub_endpoint.empty, "empty"),
        (answers(200, {"error": {"message": "overloaded"}}), "endpoint_error"),
    ],
)
def test_fault_that_may_pass_is_met_by_asking_again_so_often(fault: Respond, kind: str) -> None:
    with running(then=fault) as stub:
        (completion,) = completed(config_for(stub), asked_for(1))
    assert (completion.finish, completion.kind) == (Finish.ERROR, kind)
    assert completion.problem
    assert len(stub.asked) == 3
    with running(fault, fault, then=says("At last.")) as stub:
        (completion,) = completed(config_for(stub), asked_for(1))
    assert (completion.finish, completion.text) == (Finish.STOP, "At last.")


@pytest.mark.parametrize(
    "fault", [stub_endpoint.never, stub_endpoint.drips_head, stub_endpoint.drips_body], ids=lambda fault: fault.__name__
)
def test_endpoint_that_takes_for_ever_is_left_after_the_time_set(fault: Respond) -> None:
    with running(then=fault) as stub:
        (completion,) = completed(config_for(stub, timeouts=IMPATIENT), asked_for(1))
    assert (completion.finish, completion.kind) == (Finish.ERROR, "timeout")
    assert len(stub.asked) == 3


def test_request_is_given_up_after_the_time_for_all_its_attempts() -> None:
    retries = RetryPolicy(n_attempts=1000, first_s=0.01, most_s=0.02, in_all_s=1.0)
    with running(then=stub_endpoint.never) as stub:
        (completion,) = completed(config_for(stub, timeouts=IMPATIENT, retries=retries), asked_for(1))
    assert completion.kind == "timeout"
    assert completion.seconds <= 1.5
    # 0.3 s for each, the last one cut short.
    assert 3 <= len(stub.asked) <= 4


def test_endpoint_that_never_answers_anybody_ends_the_run_and_what_was_not_asked_stays_for_later() -> None:
    with running(then=stub_endpoint.never) as stub, EndpointModel(config_for(stub, timeouts=IMPATIENT)) as model:
        left = asked_for(100)
        given_up: list[Completion] = []
        with pytest.raises(ModelGone, match="never answered: it was asked for 1 s, and no request had an answer"):
            given_up.extend(model.complete(left, sampling=GREEDY))
        n_left = len(list(left))
    assert n_left >= 92
    assert {completion.kind for completion in given_up} <= {"timeout"}


def test_request_that_is_never_answered_fails_alone_while_others_are_answered() -> None:
    with running(*[stub_endpoint.never] * 4, then=says("Fine.")) as stub:
        once = RetryPolicy(n_attempts=1)
        config = config_for(stub, n_in_flight=8, timeouts=IMPATIENT, retries=once)
        completions = completed(config, asked_for(40))
    assert [completion.kind for completion in completions].count("timeout") == 4
    assert [completion.text for completion in completions].count("Fine.") == 36


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (stub_endpoint.floods, "too_large"),
        (stub_endpoint.claims_to_be_huge, "too_large"),
        (stub_endpoint.compressed, "garbage"),
        (fails(400), "http_400"),
        (fails(403), "http_403"),
        (fails(404), "http_404"),
        (fails(400, code="context_length_exceeded"), "context"),
        (says("", choices=[{"message": {"content": None, "refusal": "No."}}]), "refusal"),
        (says("", choices=[{"message": {"content": "x"}, "finish_reason": "content_filter"}]), "content_filter"),
    ],
)
def test_fault_that_would_come_again_is_not_asked_for_again(fault: Respond, kind: str) -> None:
    with running(then=fault) as stub:
        (completion,) = completed(config_for(stub), asked_for(1))
    assert (completion.finish, completion.kind) == (Finish.ERROR, kind)
    assert len(stub.asked) == 1


def test_nothing_listening_is_unreachable() -> None:
    with running() as stub:
        config = config_for(stub)
    (completion,) = completed(config, asked_for(1))
    assert (completion.finish, completion.kind) == (Finish.ERROR, "unreachable")


def test_answer_in_chunks_is_put_together() -> None:
    with running(then=stub_endpoint.chunked) as stub:
        (completion,) = completed(config_for(stub), asked_for(1))
    assert completion.text == "In bits"


def test_every_request_has_one_completion_whatever_happens() -> None:
    faults = [fails(500), stub_endpoint.hangs_up, stub_endpoint.garbage, stub_endpoint.cut_off, fails(429)] * 8
    with running(*faults) as stub:
        completions = completed(config_for(stub), asked_for(200))
    assert [completion.key for completion in completions] == list(range(200))


def test_connections_are_kept_and_as_many_as_are_in_flight() -> None:
    with running() as stub:
        completed(config_for(stub), asked_for(100))
    assert len(stub.asked) == 100
    assert len(stub.connections) <= 4


def paused(requests: Iterable[TextRequest]) -> Iterator[TextRequest]:
    """Give the other side time to close a connection before the next request."""
    for request in requests:
        yield request
        time.sleep(0.3)


def test_connection_that_was_closed_meanwhile_counts_as_no_attempt() -> None:
    with running(stub_endpoint.body(b'{"choices": [{"text": "Bye."}]}', close=True)) as stub:
        config = config_for(stub, n_in_flight=1, retries=replace(QUICK, n_attempts=1))
        first, second = completed(config, paused(asked_for(2)))
    assert (first.text, second.text) == ("Bye.", "Fine.")
    assert (len(stub.asked), len(stub.connections)) == (2, 2)


def test_requests_are_pulled_when_they_can_start() -> None:
    n_pulled = 0

    def counted() -> Iterator[TextRequest]:
        nonlocal n_pulled
        for request in asked_for(1000):
            n_pulled += 1
            yield request

    with running() as stub, EndpointModel(config_for(stub)) as model:
        completions = model.complete(counted(), sampling=GREEDY)
        for n_seen in range(1, 21):
            next(completions)
            assert n_pulled <= n_seen + 4
        completions.close()


def test_requests_that_wait_for_another_attempt_stop_more_from_being_pulled() -> None:
    n_pulled = 0

    def counted() -> Iterator[TextRequest]:
        nonlocal n_pulled
        for request in asked_for(1000):
            n_pulled += 1
            yield request

    with running(then=fails(500)) as stub, EndpointModel(config_for(stub)) as model:
        completions = model.complete(counted(), sampling=GREEDY)
        next(completions)
        assert n_pulled <= 5
        completions.close()


def test_requests_are_pulled_in_the_thread_that_takes_the_completions() -> None:
    threads = set()

    def noted() -> Iterator[TextRequest]:
        for request in asked_for(20):
            threads.add(threading.get_ident())
            yield request

    with running() as stub:
        completed(config_for(stub), noted())
    assert threads == {threading.get_ident()}


def test_run_that_is_broken_off_ends_the_calls_under_way() -> None:
    with running(says("First."), then=stub_endpoint.never) as stub, EndpointModel(config_for(stub)) as model:
        completions = model.complete(asked_for(10), sampling=GREEDY)
        assert next(completions).text == "First."
        completions.close()
        # Closing waits for the threads, which would otherwise wait for a minute each.
        closing = threading.Thread(target=model.close)
        closing.start()
        closing.join(timeout=30)
        assert not closing.is_alive()


def test_error_in_the_requests_comes_out_unchanged() -> None:
    def broken() -> Iterator[TextRequest]:
        yield from asked_for(2)
        raise KeyError("the database")

    with running() as stub, pytest.raises(KeyError, match="the database"):
        completed(config_for(stub), broken())


def test_two_runs_share_one_model() -> None:
    with running() as stub, EndpointModel(config_for(stub, n_in_flight=1)) as model:
        one, other = (model.complete(asked_for(5), sampling=GREEDY) for _ in range(2))
        pairs = list(zip(one, other, strict=True))
    assert [{completion.key for completion in run} for run in zip(*pairs, strict=True)] == [set(range(5))] * 2


def test_estimate_of_tokens_counts_bytes() -> None:
    with running() as stub, EndpointModel(config_for(stub)) as model:
        assert model.n_tokens((Message("user", "x" * 350),)) == 104
        assert model.n_tokens((Message("user", "é" * 350),)) == 204


def test_tokens_are_estimated_where_the_endpoint_does_not_count() -> None:
    with running(then=says("x" * 70, usage=None)) as stub, EndpointModel(config_for(stub)) as model:
        (completion,) = model.complete(asked_for(1), sampling=GREEDY)
        assert completion.n_tokens_in == model.n_tokens((Message("user", PROMPT),))
        assert completion.n_tokens_out == 20


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (stub_endpoint.redirects_to_metadata, r"redirects .*never followed.*169\.254\.169\.254 is refused: .*metadata"),
        (stub_endpoint.redirects_elsewhere, r"redirects \(HTTP 307\).*never followed"),
        (fails(401), r"does not accept requests without a key \(HTTP 401\)"),
        (fails(402), "no credit left"),
        (fails(429, code="insufficient_quota"), "no credit left"),
    ],
)
def test_fault_of_the_whole_endpoint_ends_the_run(fault: Respond, reason: str) -> None:
    with running(then=fault) as stub, pytest.raises(ModelGone, match=reason):
        completed(config_for(stub), asked_for(100))
    assert len(stub.asked) <= 4


def test_what_was_finished_is_yielded_before_the_end() -> None:
    answers_first = [says("1"), says("2"), says("3")]
    with running(*answers_first, then=fails(401)) as stub, EndpointModel(config_for(stub, n_in_flight=1)) as model:
        completions = model.complete(asked_for(10), sampling=GREEDY)
        assert [next(completions).text for _ in range(3)] == ["1", "2", "3"]
        with pytest.raises(ModelGone):
            next(completions)


def test_many_failures_in_a_row_end_the_run() -> None:
    with running(then=fails(500)) as stub, EndpointModel(config_for(stub, n_failures_to_stop=5)) as model:
        seen: list[Completion] = []
        with pytest.raises(ModelGone, match=r"5 requests in a row failed, the last like this: .*HTTP 500"):
            seen.extend(model.complete(asked_for(1000), sampling=GREEDY))
    assert len(stub.asked) < 40


def test_failures_between_answers_do_not_end_the_run() -> None:
    pattern = [fails(400), fails(400), says("Well.")] * 10
    with running(*pattern) as stub:
        completions = completed(config_for(stub, n_in_flight=1, n_failures_to_stop=3), asked_for(30))
    assert sum(completion.finish is Finish.ERROR for completion in completions) == 20


def test_refusals_of_single_prompts_do_not_end_the_run() -> None:
    refusal = says("", choices=[{"message": {"content": None, "refusal": "No."}}])
    with running(then=refusal) as stub:
        completions = completed(config_for(stub, n_failures_to_stop=3), asked_for(20))
    assert {completion.kind for completion in completions} == {"refusal"}


class Holds:
    """A limiter that writes down what it is told to hold."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def take(self, n_tokens: int) -> float:
        return 0.0

    def settle(self, n_taken: int, n_used: int) -> None:
        return None

    def hold(self, seconds: float) -> None:
        self.seconds.append(seconds)


def test_retry_after_holds_everybody_up_to_a_bound() -> None:
    limiter = Holds()
    faults = [fails(429, headers="Retry-After: 0.02\r\n"), fails(503, headers="Retry-After: 9999\r\n"), fails(500)]
    with running(*faults) as stub:
        config = config_for(stub, retries=replace(QUICK, n_attempts=5))
        (completion,) = completed(config, asked_for(1), limiter=limiter)
    assert completion.text == "Fine."
    assert limiter.seconds == [0.02, 0.05]


class Leaves(Holds):
    """A limiter that is gone after three requests."""

    n_left = 3

    def take(self, n_tokens: int) -> float:
        self.n_left -= 1
        if self.n_left < 0:
            raise ModelGone("the limiter is gone")
        return 0.0


def test_limiter_that_is_gone_ends_the_run_after_what_is_under_way() -> None:
    seen: list[Completion] = []
    gone = pytest.raises(ModelGone, match="the limiter is gone")
    with running() as stub, EndpointModel(config_for(stub), limiter=Leaves()) as model, gone:
        seen.extend(model.complete(asked_for(10), sampling=GREEDY))
    assert [completion.text for completion in seen] == ["Fine."] * 3
