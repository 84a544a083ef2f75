"""Directories from strangers: what could run code or exhaust the machine is refused with the reason before it is loaded."""

import hashlib
import json
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from modelhub.engine.checkpoints import CheckpointRefused, open_checkpoint
from modelhub.engine.local.model import LocalModel
from modelhub.engine.text_model import Message, Sampling, TextRequest

Change = Callable[[Path], None]


@pytest.fixture
def folder(tiny_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_folder / "llama", tmp_path / "model"))


def set_in(folder: Path, name: str, **values: object) -> None:
    path = folder / name
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


def test_checkpoint_knows_its_shape_and_digests(folder: Path) -> None:
    checkpoint = open_checkpoint(folder)

    assert (checkpoint.model_type, checkpoint.context_length, checkpoint.chat) == ("llama", 2048, None)
    assert checkpoint.weights == {
        "model.safetensors": hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    }
    assert checkpoint.n_bytes == (folder / "model.safetensors").stat().st_size
    assert checkpoint.n_parameters == 221_248
    assert checkpoint.notices == ()


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("tokenizer.json", "tokenizer_digest"),
        ("config.json", "config_digest"),
        ("generation_config.json", "config_digest"),
    ],
)
def test_digests_follow_the_files(folder: Path, name: str, field: str) -> None:
    before = open_checkpoint(folder)
    (folder / name).write_text((folder / name).read_text() + " ")
    after = open_checkpoint(folder)

    assert getattr(before, field) != getattr(after, field)
    assert before.weights == after.weights


def pickled(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps({"a": 1}))


def pickle_in_disguise(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(pickle.dumps({"a": "x" * 100}))


def huge_header(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"\xff" * 7 + b"\x7f{}")


def code_of_its_own(folder: Path) -> None:
    set_in(folder, "config.json", model_type="evil", auto_map={"AutoModelForCausalLM": "modeling_evil.Evil"})


def index_that_leads_out(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder.parent / "outside.safetensors")
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": {"a": "../outside.safetensors"}}))


def index_of_missing_files(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": {"a": "m-1.safetensors"}}))


def attacking_template(folder: Path) -> None:
    (folder / "chat_template.jinja").write_text("{{ ''.__class__.__mro__ }}")


def template_in_the_tokenizers_file(folder: Path) -> None:
    set_in(
        folder,
        "tokenizer_config.json",
        chat_template="{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (pickled, "pytorch_model.bin is a pickle, which can run any code"),
        (pickle_in_disguise, "no sound safetensors file: its header claims"),
        (huge_header, "its header claims 9223372036854775807 bytes"),
        (code_of_its_own, "needs code that comes with the model"),
        (lambda folder: set_in(folder, "config.json", model_type="unheard_of"), "transformers knows no model"),
        (lambda folder: set_in(folder, "config.json", model_type=None), "names no model_type"),
        (lambda folder: set_in(folder, "config.json", quantization_config={"bits": 4}), "quantised weights"),
        (lambda folder: (folder / "config.json").write_text("[" * 100_000), "config.json is no JSON"),
        (lambda folder: (folder / "config.json").write_text("[]"), "must hold a JSON object"),
        (lambda folder: (folder / "config.json").write_text(" " * 3_000_000), "more than 2000000 are not read"),
        (lambda folder: (folder / "config.json").unlink(), "config.json is missing"),
        (lambda folder: (folder / "model.safetensors").unlink(), "neither model.safetensors nor"),
        (index_that_leads_out, r"names '../outside.safetensors'"),
        (index_of_missing_files, "m-1.safetensors is missing"),
        (attacking_template, "the chat template is refused: SecurityError"),
        (template_in_the_tokenizers_file, "more time or memory"),
        (shutil.rmtree, "is no directory"),
    ],
)
def test_checkpoint_is_refused_with_the_reason(folder: Path, change: Change, reason: str) -> None:
    change(folder)

    with pytest.raises(CheckpointRefused, match=reason):
        open_checkpoint(folder)


def test_code_beside_a_model_that_transformers_knows_is_ignored_and_never_run(folder: Path, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    (folder / "modeling_evil.py").write_text(f"open({str(ran)!r}, 'w')\nclass Evil: pass\n")
    (folder / "pytorch_model.bin").write_bytes(b"never read")
    for name, auto in (("config.json", "AutoModelForCausalLM"), ("tokenizer_config.json", "AutoTokenizer")):
        set_in(folder, name, auto_map={auto: "modeling_evil.Evil"})

    checkpoint = open_checkpoint(folder)
    model = LocalModel.load(checkpoint, device="cpu")

    assert checkpoint.notices == (
        "auto_map ignored: transformers has llama itself",
        "pytorch_model.bin ignored: pickles are never loaded",
        "modeling_evil.py ignored: code of a model is never run",
    )
    assert type(model.model).__name__ == "LlamaForCausalLM"
    assert not ran.exists()


def test_chat_template_frames_the_prompt(folder: Path) -> None:
    (folder / "chat_template.jinja").write_text("{% for m in messages %}[{{ m.role }}] {{ m.content }}\n{% endfor %}")
    checkpoint = open_checkpoint(folder)
    model = LocalModel.load(checkpoint, device="cpu")

    (done,) = model.complete([TextRequest(0, (Message("system", "S"), Message("user", "U")), 1)], sampling=Sampling())

    assert done.n_tokens_in == len(model.codec.encode("[system] S\n[user] U\n"))
    (folder / "chat_template.jinja").unlink()
    assert open_checkpoint(folder).tokenizer_digest != checkpoint.tokenizer_digest


def test_context_length_that_is_not_said_is_assumed_and_noted(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    del config["max_position_embeddings"]
    (folder / "config.json").write_text(json.dumps(config))

    checkpoint = open_checkpoint(folder)

    assert (checkpoint.context_length, checkpoint.notices) == (
        2048,
        ("config.json says no context length: 2048 tokens assumed",),
    )
