"""Everything that decides about a training beside base and data; the same configuration and seed give the same weights."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace

import yaml

from modelhub.engine.train.refusal import TrainingRefused

METHODS = ("lora", "full")
COMPUTE = ("auto", "bf16", "fp32")
# Where none is given: what fine-tuning of each kind usually takes.
LEARNING_RATES = {"lora": 2e-4, "full": 2e-5}
FORMAT = 1


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """One training. Shares are of all steps; `None` stands for what suits method, data or machine. Raises TrainingRefused."""

    method: str = "lora"
    n_epochs: int = 2
    # Ends the schedule there, whatever the epochs say.
    max_steps: int | None = None
    learning_rate: float | None = None
    warmup_share: float = 0.03
    # Of the highest rate, at the end of the cosine.
    final_rate_share: float = 0.1
    weight_decay: float = 0.0
    max_gradient_norm: float = 1.0
    # Tokens of one optimiser step, and of what goes through the model at once, padding included.
    batch_tokens: int = 16_384
    micro_batch_tokens: int = 8_192
    # Longer examples are left out; the model's own context where it is shorter or nothing is said.
    context_length: int | None = None
    compute: str = "auto"
    activation_checkpointing: bool = False
    lora_rank: int = 16
    lora_alpha: int = 32
    lora_dropout: float = 0.0
    # Names of layers; empty: what suits the family.
    lora_targets: tuple[str, ...] = ()
    # In steps; 0 is never, None a tenth of all steps. The best weights on held-out examples are kept in any case.
    eval_every: int | None = None
    checkpoint_every: int | None = None
    # Evaluations without a better one until it ends early; 0 is never.
    patience: int = 0
    seed: int = 0

    def __post_init__(self) -> None:
        _check(self)

    @property
    def highest_rate(self) -> float:
        """Return the learning rate behind the warm-up."""
        return self.learning_rate if self.learning_rate is not None else LEARNING_RATES[self.method]

    @property
    def digest(self) -> str:
        """SHA-256 of all fields."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def to_json(self) -> str:
        """Return the fields as one line of JSON, sorted by name."""
        return json.dumps({"format": FORMAT, **asdict(self)}, sort_keys=True)


def config_from(given: Mapping[str, object], *, start: TrainingConfig | None = None) -> TrainingConfig:
    """Return a configuration with the given fields changed. Raises TrainingRefused for what it does not know."""
    names = {field.name for field in fields(TrainingConfig)}
    if unknown := sorted(map(str, given.keys() - names - {"format"})):
        raise TrainingRefused(f"a training has no setting {unknown[0]!r}; there are {', '.join(sorted(names))}")
    values = {name: _listed(value) if name == "lora_targets" else value for name, value in given.items()}
    values.pop("format", None)
    try:
        return replace(start or TrainingConfig(), **values)  # type: ignore[arg-type]
    except TypeError as error:
        raise TrainingRefused(f"a setting has a value of the wrong kind: {error}") from error


def changed(then: Mapping[str, object], now: Mapping[str, object]) -> Iterator[str]:
    """Yield in words which settings are other ones now."""
    for name in sorted(then.keys() | now.keys()):
        if then.get(name) != now.get(name):
            yield f"{name} {then.get(name)}, not {now.get(name)}"


def setting_from(text: str) -> object:
    """Return a setting that somebody wrote: a number, truth, list or text; YAML takes 1e-4 for a text."""
    try:
        return float(text) if "e" in text.lower() and text[:1].isdigit() else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError):
        return text


def _listed(value: object) -> object:
    """Return names of layers as a tuple: of a list, or of a text with commas between them."""
    if isinstance(value, str):
        return tuple(name.strip() for name in value.split(","))
    return tuple(value) if isinstance(value, list) else value


def _check(config: TrainingConfig) -> None:
    if config.method not in METHODS:
        raise TrainingRefused(f"method is {config.method!r}: write {' or '.join(METHODS)}")
    if config.compute not in COMPUTE:
        raise TrainingRefused(f"compute is {config.compute!r}: write {', '.join(COMPUTE)}")
    if not isinstance(config.activation_checkpointing, bool):
        raise TrainingRefused(f"activation_checkpointing is {config.activation_checkpointing!r}: write true or false")
    targets: object = config.lora_targets
    if not isinstance(targets, tuple) or not all(isinstance(name, str) and name for name in targets):
        raise TrainingRefused(f"lora_targets is {targets!r}: write names of layers, such as q_proj,v_proj")
    for name, least, most in _RANGES:
        value = getattr(config, name)
        if value is None and name in _OPTIONAL:
            continue
        # Not (… > most): NaN must not pass. True is no number here.
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise TrainingRefused(f"{name} is {value!r}: write a number from {least:g} to {most:g}")
        if name in _WHOLE and not isinstance(value, int):
            raise TrainingRefused(f"{name} is {value!r}: write a whole number")


_OPTIONAL = frozenset({"max_steps", "learning_rate", "context_length", "eval_every", "checkpoint_every"})
_RANGES: tuple[tuple[str, float, float], ...] = (
    ("n_epochs", 1, 10_000),
    ("max_steps", 1, 10**9),
    ("learning_rate", 1e-9, 10.0),
    ("warmup_share", 0.0, 0.9),
    ("final_rate_share", 0.0, 1.0),
    ("weight_decay", 0.0, 10.0),
    ("max_gradient_norm", 1e-6, 1e9),
    ("batch_tokens", 1, 10**9),
    ("micro_batch_tokens", 1, 10**8),
    ("context_length", 8, 10**7),
    ("lora_rank", 1, 4096),
    ("lora_alpha", 1, 65_536),
    ("lora_dropout", 0.0, 0.9),
    ("eval_every", 0, 10**9),
    ("checkpoint_every", 0, 10**9),
    ("patience", 0, 10**6),
    ("seed", 0, 2**31 - 1),
)
_SHARES = frozenset(
    {"learning_rate", "warmup_share", "final_rate_share", "weight_decay", "max_gradient_norm", "lora_dropout"}
)
_WHOLE = frozenset(name for name, _, _ in _RANGES) - _SHARES
