"""What an adapter's configuration may ask for: LoRA, in names that are no patterns, and nothing that imports code."""

import re
from collections.abc import Iterable, Mapping

from modelhub.engine.checkpoints.refusal import CheckpointRefused

_PLAIN = re.compile(r"[\w.\-]*")
# PEFT imports a module named in the file for the first, and reads or computes further weights for the others.
_REFUSED = ("megatron_config", "loftq_config", "eva_config", "corda_config", "arrow_config")
# A name among them that is a pattern could take for ever to match.
_NAMES = (
    "target_modules",
    "exclude_modules",
    "modules_to_save",
    "layers_pattern",
    "rank_pattern",
    "alpha_pattern",
    "target_parameters",
)


def check_adapter(config: Mapping[str, object]) -> None:
    """Refuse what is no plain LoRA adapter. Raises CheckpointRefused."""
    if config.get("peft_type") != "LORA":
        raise _refused(f"its kind is {config.get('peft_type')!r}, and only LORA is loaded")
    for field in _REFUSED:
        if config.get(field):
            raise _refused(f"it sets {field}")
    for field in _NAMES:
        for name in _texts(config.get(field)):
            if not _PLAIN.fullmatch(name):
                raise _refused(f"{field} holds the pattern {name[:80]!r}; list names instead")


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, str):
        return [value]
    return [text for text in value if isinstance(text, str)] if isinstance(value, (list, dict)) else []


def _refused(what: str) -> CheckpointRefused:
    return CheckpointRefused(f"adapter_config.json is refused: {what}. Save the adapter by PEFT as plain LoRA.")
