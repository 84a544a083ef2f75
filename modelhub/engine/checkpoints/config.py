"""What a model's configuration may ask for: code of its own is never run."""

from collections.abc import Mapping

from modelhub.engine.checkpoints.refusal import CheckpointRefused

_CONTEXT = ("max_position_embeddings", "max_seq_len", "n_positions", "seq_length", "n_ctx")
CONTEXT_IF_UNSAID = 2048


def check_config(config: Mapping[str, object]) -> tuple[str, list[str]]:
    """Return the model's type and notices. Raises CheckpointRefused for code, unknown types and quantised weights."""
    kind = check_plain(config)
    native = kind in native_types()
    if not native and config.get("auto_map"):
        raise CheckpointRefused(
            f"the model type {kind!r} needs code that comes with the model (auto_map), which is never run. "
            "Use a model that transformers knows."
        )
    if not native:
        raise CheckpointRefused(f"transformers knows no model of type {kind!r} that writes text. Use another model.")
    return kind, ([f"auto_map ignored: transformers has {kind} itself"] if config.get("auto_map") else [])


def check_plain(config: Mapping[str, object]) -> str:
    """Return the model's type, known or not; this needs no transformers. Raises CheckpointRefused."""
    kind = config.get("model_type")
    if not isinstance(kind, str):
        raise CheckpointRefused("config.json names no model_type. Get the file anew from its source.")
    if config.get("quantization_config"):
        raise CheckpointRefused("config.json asks for quantised weights, which need code of others. Use full weights.")
    return kind


def context_length(config: Mapping[str, object]) -> tuple[int, list[str]]:
    """Return how many tokens the model takes, and a notice where it does not say."""
    nested = config.get("text_config")
    for fields in (config, nested if isinstance(nested, dict) else {}):
        for name in _CONTEXT:
            value = fields.get(name)
            if type(value) is int and value > 0:
                return value, []
    return CONTEXT_IF_UNSAID, [f"config.json says no context length: {CONTEXT_IF_UNSAID} tokens assumed"]


def native_types() -> frozenset[str]:
    """Return the types of models that transformers' own code can run."""
    # Not at the top: this takes a second or more, and most of who imports checkpoints opens none.
    from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING_NAMES

    return frozenset(MODEL_FOR_CAUSAL_LM_MAPPING_NAMES)
