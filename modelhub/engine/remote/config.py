"""What is known about an endpoint: where it is, what it understands, and how patient to be with it."""

from dataclasses import dataclass, field
from enum import StrEnum

from modelhub.engine.remote.connection import Timeouts
from modelhub.engine.remote.key import Key
from modelhub.engine.remote.retrying import RetryPolicy


class Api(StrEnum):
    """Which of the two kinds of request the endpoint answers; the value is the end of its path."""

    CHAT = "/chat/completions"
    COMPLETIONS = "/completions"


@dataclass(frozen=True, slots=True)
class EndpointConfig:
    """One model behind an OpenAI-compatible endpoint. No part of it is secret: of the key only its variable is here."""

    # Up to and with the version, such as https://api.example.com/v1
    base_url: str
    model: str
    # The environment variable that holds the key; empty for an endpoint that wants none.
    key_variable: str = ""
    api: Api = Api.CHAT
    # The endpoint can be held to a JSON schema (`response_format`).
    json_schema: bool = False
    # Newer hosted models want max_completion_tokens.
    max_tokens_field: str = "max_tokens"
    # What the endpoint refuses to be told, such as seed or top_p.
    leave_out: frozenset[str] = frozenset()
    n_in_flight: int = 16
    timeouts: Timeouts = field(default_factory=Timeouts)
    retries: RetryPolicy = field(default_factory=RetryPolicy)
    max_reply_bytes: int = 4 * 1024 * 1024
    # So many requests in a row without an answer, after all their attempts, mean that the endpoint is gone.
    n_failures_to_stop: int = 20
    # Own servers in private ranges, and on this machine; never what could be no server.
    allow_private: bool = False
    # Certificates to trust beside none but these, for an own authority; empty for the system's.
    ca_file: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError for what can't work."""
        if not self.model.strip():
            raise ValueError("an endpoint needs the name of a model")
        if self.n_in_flight < 1 or self.retries.n_attempts < 1 or self.n_failures_to_stop < 1:
            raise ValueError("requests in flight, attempts and failures to stop are at least 1")
        Key(self.key_variable)
