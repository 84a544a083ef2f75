"""How a model was asked, in words: the settings of a run as its page shows them."""

from collections.abc import Sequence

from modelhub.models import GenerationRun

WORDS = {
    "temperature": "Temperature",
    "top_p": "Top p",
    "max_new_tokens": "Tokens of an answer",
    "columns_per_call": "Columns of a request",
    "context_length": "Tokens of a prompt with its answer",
    "n_retries": "Asked again",
    "forced": "Form of the answer",
}


def parameters_in_words(run: GenerationRun) -> Sequence[tuple[str, str]]:
    """Return what is set, by name; a setting that has no word yet stays as it is."""
    kept = {name: value for name, value in run.parameters.items() if name != "sampling"}
    rows = [(WORDS.get(name, name), _shown(name, value)) for name, value in {**_sampling(run), **kept}.items()]
    # Only a model draws by it.
    is_drawn = run.source == GenerationRun.Source.MODEL
    return [*([("Seed", str(run.seed))] if is_drawn else []), *((name, shown) for name, shown in rows if shown)]


def _sampling(run: GenerationRun) -> dict[str, object]:
    sampling = run.parameters.get("sampling")
    return sampling if isinstance(sampling, dict) else {}


def _shown(name: str, value: object) -> str:
    """Write a value; nothing where there is none."""
    if value is None:
        return ""
    if name == "forced":
        return "forced, where the model can be" if value else "free"
    if name == "n_retries":
        return f"at most {value} times for missing columns"
    return f"at most {value:,}" if name in WORDS and isinstance(value, int) else str(value)
