"""What comes out of generation for one table, good or bad, with all that it took."""

from dataclasses import dataclass
from enum import StrEnum

from modelhub.engine.records import DocumentationRecord


class Status(StrEnum):
    """How good a table's documentation is; nothing that is not OK or REPAIRED may be passed on as documentation."""

    OK = "ok"
    # Read only after mending: wrapped in prose, quotes missing, columns asked for again.
    REPAIRED = "repaired"
    # Not the object that was asked for, or columns still missing, after all retries.
    INVALID = "invalid"
    # Cut off by the limit of tokens or the context.
    TRUNCATED = "truncated"
    # No text at all: the model or its endpoint failed.
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class TableResult:
    """One table's documentation and its price in calls, tokens and seconds; `raw` holds every call's text in order."""

    status: Status
    documentation: DocumentationRecord | None
    raw: tuple[str, ...]
    n_tokens_in: int
    n_tokens_out: int
    seconds: float
    n_calls: int
    # In words, for people: what was repaired, what is missing, why it failed.
    notes: tuple[str, ...] = ()
    # In a word, to count errors by: "", "json", "columns", "length", "timeout", "http_429", "oom", ...
    kind: str = ""
    forced: bool = False
    prompt_cut: bool = False
