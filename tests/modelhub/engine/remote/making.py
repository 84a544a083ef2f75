"""Requests, and models behind a stub, for the tests of endpoints."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from modelhub.engine.remote.config import EndpointConfig
from modelhub.engine.remote.connection import Timeouts
from modelhub.engine.remote.endpoint import EndpointModel
from modelhub.engine.remote.retrying import RetryPolicy
from modelhub.engine.text_model import Completion, Message, Sampling, TextRequest
from tests.modelhub.stub_endpoint import Stub

QUICK = RetryPolicy(n_attempts=3, first_s=0.01, most_s=0.02, most_asked_for_s=0.05)
PATIENT = Timeouts(connect_s=30.0, read_s=60.0, total_s=60.0)
IMPATIENT = Timeouts(connect_s=30.0, read_s=0.3, total_s=0.5)
PROMPT = "Document hush_hush_table."
GREEDY = Sampling()


def config_for(stub: Stub, **changes: Any) -> EndpointConfig:
    """Return how to reach the stub, with little patience for retries and all for anything else."""
    config = EndpointConfig(
        stub.url, "m", allow_private=True, n_in_flight=4, retries=QUICK, timeouts=PATIENT, n_failures_to_stop=1000
    )
    return replace(config, **changes)


def asked_for(n: int, **changes: Any) -> Iterator[TextRequest]:
    """Yield so many requests, with the keys 0, 1, 2 …"""
    for key in range(n):
        yield replace(TextRequest(key, (Message("user", PROMPT),), 100), **changes)


def completed(config: EndpointConfig, requests: Iterable[TextRequest], **parts: Any) -> list[Completion]:
    """Return all completions, in the order of their keys."""
    with EndpointModel(config, **parts) as model:
        return sorted(model.complete(requests, sampling=GREEDY), key=lambda completion: str(completion.key).zfill(9))
