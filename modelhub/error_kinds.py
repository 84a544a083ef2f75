"""Why tables failed, in words: the engine counts by `kind`, which docs/generation*.md list."""

WORDS = {
    "json": "No valid JSON object",
    "columns": "Columns without a text",
    "length": "Cut off at its limit of tokens",
    "context": "Too long for the model's context",
    "oom": "Out of memory, even alone",
    "lost": "The model ended without an answer",
    "model": "The model failed",
    "worker_lost": "Workers were lost over it",
    "timeout": "The endpoint never answered in time",
    "unreachable": "The endpoint was not reached",
    "tls": "No encrypted connection to the endpoint",
    "cut_off": "The endpoint hung up in the middle",
    "half_json": "The endpoint's answer ends in the middle",
    "garbage": "The endpoint's answer makes no sense",
    "empty": "The endpoint's answer holds no text",
    "endpoint_error": "The endpoint reported an error",
    "aborted": "The endpoint gave up in the middle",
    "refusal": "The model refused",
    "content_filter": "The endpoint withheld the answer",
    "too_large": "The endpoint's answer is too large",
}
_HTTP = "http_"


def in_words(kind: str) -> str:
    """Say what a kind of error means; one that is not known stays as it is."""
    if kind.startswith(_HTTP):
        return f"The endpoint answered HTTP {kind.removeprefix(_HTTP)}"
    return WORDS.get(kind, kind or "Not said")
