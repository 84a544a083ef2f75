"""A directory --> a checked Checkpoint; nothing of it is run but its chat template, in a process of its own."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from modelhub.engine.chat import ChatFormat, ChatRefused, read_chat
from modelhub.engine.checkpoints.adapter import check_adapter
from modelhub.engine.checkpoints.config import check_config, check_plain, context_length
from modelhub.engine.checkpoints.json_files import read_object
from modelhub.engine.checkpoints.refusal import CheckpointRefused
from modelhub.engine.checkpoints.weights import PICKLES, adapter_file, count_parameters, weight_files

CONFIG, GENERATION, TOKENIZER = "config.json", "generation_config.json", "tokenizer_config.json"
TEMPLATE = "chat_template.jinja"
ADAPTER_CONFIG = "adapter_config.json"
MAX_TEMPLATE = 200_000
# What a page reads into memory at most of an index or a header; those of small models take a hundredth of it.
MAX_ON_PAGE = 2_000_000
TOKENIZER_FILES = (
    "tokenizer.json", TOKENIZER, "special_tokens_map.json", "added_tokens.json", "vocab.json", "vocab.txt", "merges.txt",
    "tokenizer.model", "spiece.model", TEMPLATE,
)  # fmt: skip
_CHUNK = 1 << 22


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A checked model directory, or a PEFT adapter with its base; digests are SHA-256 in hexadecimal."""

    directory: Path
    adapter: Path | None
    model_type: str
    context_length: int
    n_parameters: int
    n_bytes: int
    # File name --> digest, the adapter's files as "adapter/NAME".
    weights: dict[str, str]
    tokenizer_digest: str
    config_digest: str
    # None where the model has no chat template: prompts are plain text then.
    chat: ChatFormat | None
    # For people: what was ignored, such as code beside the weights.
    notices: tuple[str, ...] = ()


def open_checkpoint(directory: Path, *, adapter: Path | None = None) -> Checkpoint:
    """Check a directory in Hugging Face's layout and digest it. Raises CheckpointRefused."""
    for folder in (directory, adapter):
        if folder and not folder.is_dir():
            raise CheckpointRefused(f"{folder} is no directory. Name a directory in Hugging Face's layout.")
    config = read_object(directory / CONFIG)
    model_type, code = check_config(config)
    length, unsaid = context_length(config)
    files = weight_files(directory)
    digested = {path.name: path for path in files}
    if adapter:
        check_adapter(read_object(adapter / ADAPTER_CONFIG))
        digested[f"adapter/{adapter_file(adapter).name}"] = adapter_file(adapter)
        digested[f"adapter/{ADAPTER_CONFIG}"] = adapter / ADAPTER_CONFIG
        count_parameters([adapter_file(adapter)])
    return Checkpoint(
        directory=directory,
        adapter=adapter,
        model_type=model_type,
        context_length=length,
        n_parameters=count_parameters(files),
        n_bytes=sum(path.stat().st_size for path in files),
        chat=_chat(directory),
        weights={name: file_digest(path) for name, path in digested.items()},
        tokenizer_digest=_digest_of(directory, TOKENIZER_FILES),
        config_digest=_digest_of(directory, (CONFIG, GENERATION)),
        notices=(*code, *unsaid, *_ignored(directory, adapter)),
    )


def check_at_once(directory: Path, *, is_adapter: bool) -> None:
    """Check what needs no transformers, in little time and memory: a page does it. Raises CheckpointRefused."""
    if is_adapter:
        check_adapter(read_object(directory / ADAPTER_CONFIG))
        count_parameters([adapter_file(directory)], max_header=MAX_ON_PAGE)
    else:
        check_plain(read_object(directory / CONFIG))
        count_parameters(weight_files(directory, max_index=MAX_ON_PAGE), max_header=MAX_ON_PAGE)
        _chat(directory)


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _digest_of(directory: Path, names: Iterable[str]) -> str:
    lines = [f"{name} {file_digest(directory / name)}\n" for name in names if (directory / name).is_file()]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _ignored(directory: Path, adapter: Path | None) -> list[str]:
    found = [path for folder in (directory, adapter) if folder for path in sorted(folder.iterdir())]
    notices = [f"{path.name} ignored: pickles are never loaded" for path in found if path.suffix in PICKLES]
    return notices + [f"{path.name} ignored: code of a model is never run" for path in found if path.suffix == ".py"]


def _chat(directory: Path) -> ChatFormat | None:
    config = read_object(directory / TOKENIZER) if (directory / TOKENIZER).is_file() else {}
    template = _template(directory, config)
    if not template:
        return None
    try:
        return read_chat(template, _tokens(config))
    except ChatRefused as error:
        raise CheckpointRefused(
            f"the chat template is refused: {str(error).rstrip('.')}. Get it anew from the model's source, or remove it to prompt in plain text."
        ) from error


def _template(directory: Path, config: Mapping[str, object]) -> str:
    path = directory / TEMPLATE
    template = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else config.get("chat_template")
    if isinstance(template, list):
        named = {entry.get("name"): entry.get("template") for entry in template if isinstance(entry, dict)}
        template = named.get("default")
    if isinstance(template, str) and len(template) > MAX_TEMPLATE:
        raise CheckpointRefused(f"the chat template has more than {MAX_TEMPLATE} characters. Remove it.")
    return template if isinstance(template, str) else ""


def _tokens(config: Mapping[str, object]) -> dict[str, str]:
    tokens = {}
    for name in ("bos_token", "eos_token", "unk_token", "pad_token"):
        value = config.get(name)
        value = value.get("content") if isinstance(value, dict) else value
        tokens[name] = value if isinstance(value, str) else ""
    return tokens
