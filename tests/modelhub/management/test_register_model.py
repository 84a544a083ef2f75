"""manage.py register_model: every source, by the same rules as on the page."""

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from modelhub.engine.tiny import build_tiny
from modelhub.models import ModelVersion

pytestmark = pytest.mark.django_db
COMMIT = "01c7f73d771dfac7d292323805ebc428287df4f9"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny") / "tiny"
    build_tiny(folder, ["One row per event."])
    return folder


@pytest.fixture
def store(settings: Settings, tmp_path: Path) -> Path:
    settings.MODEL_STORE = tmp_path
    return tmp_path


def registered(*arguments: str) -> tuple[str, ModelVersion]:
    out = StringIO()
    call_command("register_model", *arguments, stdout=out)
    return out.getvalue(), ModelVersion.objects.latest("id")


def test_files_of_the_store_are_checked_and_digested(store: Path, tiny: Path) -> None:
    shutil.copytree(tiny, store / "tiny")

    said, version = registered("tiny r1", "--source", "local", "--location", "tiny", "--licence", "MIT")

    assert (version.source, version.licence, version.context_length) == ("local", "MIT", 2048)
    assert f"{version.file_digests['model.safetensors']}  model.safetensors" in said
    # Llama with 2 layers of 64, 4 heads of 16 of which 2 hold keys: 2 × 2 bytes × 2 × 2 × 16.
    assert version.cache_bytes_per_token == 256
    assert version.n_parameters is not None


def test_files_that_are_not_there_are_said(store: Path) -> None:
    with pytest.raises(CommandError, match="The model store has no folder 'gone'"):
        registered("tiny r1", "--source", "local", "--location", "gone")

    assert ModelVersion.objects.get().problem


def test_a_preset_fills_in_repository_commit_and_licence() -> None:
    _, version = registered("llama-2", "--preset", "llama-2-7b", "--no-check")

    assert (version.source, version.location, version.revision) == ("hub", "meta-llama/Llama-2-7b-hf", COMMIT)
    assert version.licence == "LicenseRef-Llama-2-Community"


def test_a_preset_without_a_commit_asks_for_one() -> None:
    with pytest.raises(CommandError, match="revision: Pin the full commit"):
        registered("mpt", "--preset", "mpt-7b", "--no-check")

    _, version = registered("mpt", "--preset", "mpt-7b", "--revision", COMMIT, "--no-check")
    assert version.revision == COMMIT


def test_an_adapter_names_its_base(store: Path) -> None:
    registered("base", "--source", "local", "--location", "base", "--no-check")

    _, version = registered("tuned", "--source", "local", "--location", "tuned", "--base", "base", "--no-check")

    assert version.base is not None
    assert version.base.name == "base"
    with pytest.raises(CommandError, match="No version is called other"):
        registered("more", "--source", "local", "--location", "more", "--base", "other")


def test_an_endpoint_keeps_the_name_of_its_keys_variable_and_no_key() -> None:
    _, version = registered(
        *("saas-large", "--source", "endpoint", "--location", "https://api.example.com/v1", "--revision", "large"),
        *("--key-variable", "EXAMPLE_API_KEY", "--n-in-flight", "32", "--requests-per-minute", "600", "--json-schema"),
    )

    assert (version.location, version.revision) == ("https://api.example.com/v1", "large")
    assert version.endpoint == {
        "key_variable": "EXAMPLE_API_KEY",
        "n_in_flight": 32,
        "requests_per_minute": 600,
        "json_schema": True,
    }


def test_all_that_is_wrong_is_said_at_once_and_nothing_registered() -> None:
    with pytest.raises(CommandError) as told:
        registered("saas", "--source", "endpoint", "--key-variable", "PATH")

    assert "location: Say where it is." in str(told.value)
    assert "revision: Write the model’s name" in str(told.value)
    assert "key_variable: " in str(told.value)
    assert not ModelVersion.objects.exists()


def test_uploads_and_rules_need_no_more_than_a_name() -> None:
    _, uploaded = registered("people", "--kind", "person", "--alias", "the team", "--alias", "editors")
    assert (uploaded.source, uploaded.kind, uploaded.aliases) == ("uploaded", "person", ["the team", "editors"])

    _, rules = registered("schema-rules", "--source", "rules")
    assert (rules.name, rules.kind) == ("schema-rules", "rules")
    with pytest.raises(CommandError, match="registered as schema-rules"):
        registered("my rules", "--source", "rules")


def test_a_name_is_registered_once() -> None:
    registered("people")

    with pytest.raises(CommandError, match="people is registered already"):
        registered("people")
