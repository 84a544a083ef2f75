"""A small model comes through the page as an archive; what could harm leaves nothing behind."""

import html
import io
import json
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from modelhub.engine.tiny import build_tiny
from modelhub.models import ModelVersion
from modelhub.steps.check_model import check_registered, unchecked_models
from tests.makers import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> Path:
    settings.MODEL_STORE = tmp_path / "models"
    return tmp_path / "models"


@pytest.fixture
def engineer(client: Client) -> Client:
    client.force_login(make_person("engineer@example.org", "engineer"))
    return client


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("built") / "tiny"
    build_tiny(folder, ["One row per event."])
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def zipped(files: dict[str, bytes]) -> SimpleUploadedFile:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return SimpleUploadedFile("tiny.zip", packed.getvalue(), "application/zip")


def form(**fields: object) -> dict[str, object]:
    return {"name": "Tiny r1", "kind": "small_model", "plain_words": "known", "source": "local", **fields}


def header(fields: dict[str, object]) -> bytes:
    """Return a safetensors file of that header and no data."""
    written = json.dumps(fields).encode()
    return len(written).to_bytes(8, "little") + written


def left_in(store: Path) -> list[str]:
    return [path.name for path in store.iterdir()] if store.exists() else []


def test_an_archive_becomes_a_folder_of_the_store_and_is_checked_by_a_worker(
    engineer: Client, files: dict[str, bytes], store: Path
) -> None:
    answer = engineer.post("/hub/models/register/", form(archive=zipped(files)))

    version = ModelVersion.objects.get()
    assert answer.headers["Location"] == f"/hub/models/{version.uuid}/"
    assert version.location.startswith("uploaded-tiny-r1-")
    assert left_in(store) == [version.location]
    assert unchecked_models() == [version.pk]

    check_registered(version.pk)

    version.refresh_from_db()
    assert (version.problem, unchecked_models()) == ("", [])
    assert "model.safetensors" in version.file_digests


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"../evil.json": b"{}"}, "has a path or name that is not taken"),
        ({"modeling_evil.py": b"import os"}, "could run code"),
        ({"pytorch_model.bin": b"\x80\x04"}, "could run code"),
        ({"zeros.json": b"0" * 30_000_000}, "unpacks to more than"),
    ],
    ids=["path", "code", "pickle", "bomb"],
)
def test_an_archive_that_could_harm_is_refused_and_leaves_nothing(
    engineer: Client, store: Path, content: dict[str, bytes], reason: str
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)

    answer = engineer.post(
        "/hub/models/register/", form(archive=SimpleUploadedFile("x.zip", packed.getvalue(), "application/zip"))
    )

    assert answer.status_code == 422
    assert reason in answer.content.decode()
    assert not ModelVersion.objects.exists()
    assert left_in(store) == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"model.safetensors": (2**62).to_bytes(8, "little")}, "model.safetensors is no sound safetensors file"),
        ({"model.safetensors": header({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}})}, "take 8 bytes"),
        ({"model.safetensors": header({"a": " " * 3_000_000})}, "its header claims"),
        ({"model.safetensors.index.json": b" " * 3_000_000, "model.safetensors": None}, "more than 2000000 are not"),
        ({"chat_template.jinja": b"{% for i in range(10**9) %}x{% endfor %}"}, "the chat template is refused"),
        ({"config.json": b'{"quantization_config": {"bits": 4}, "model_type": "llama"}'}, "quantised weights"),
        ({"config.json": None}, "config.json is missing in the archive"),
    ],
    ids=["header", "overlong", "large", "index", "template", "quantised", "missing"],
)
def test_files_that_no_worker_would_take_are_refused_at_once_and_leave_nothing(
    engineer: Client, files: dict[str, bytes], store: Path, content: dict[str, bytes | None], reason: str
) -> None:
    changed = {name: data for name, data in {**files, **content}.items() if data is not None}

    answer = engineer.post("/hub/models/register/", form(archive=zipped(changed)))

    assert answer.status_code == 422
    assert reason in html.unescape(answer.content.decode())
    assert not ModelVersion.objects.exists()
    assert left_in(store) == []


def test_an_adapter_that_no_worker_would_take_is_refused_at_once(engineer: Client, store: Path) -> None:
    base = ModelVersion.objects.create(name="Base", source="local", location="base")
    packed = zipped({"adapter_config.json": b'{"peft_type": "IA3"}'})

    answer = engineer.post("/hub/models/register/", form(archive=packed, base=str(base.uuid)))

    assert "only LORA is loaded" in answer.content.decode()
    assert left_in(store) == []


def test_a_refusal_names_the_archive_as_its_sender_does(engineer: Client, store: Path) -> None:
    upload = SimpleUploadedFile("mine.zip", b"no archive", "application/zip")

    answer = engineer.post("/hub/models/register/", form(archive=upload))

    assert "mine.zip is damaged" in answer.content.decode()
    # On top as well: the field is below the fold.
    assert "<strong>Not registered.</strong>" in answer.content.decode()
    assert left_in(store) == []


def test_files_that_only_a_worker_can_refuse_are_removed_by_it(
    engineer: Client, files: dict[str, bytes], store: Path
) -> None:
    config = json.loads(files["config.json"]) | {"model_type": "evil", "auto_map": {"AutoModel": "evil.Evil"}}
    engineer.post("/hub/models/register/", form(archive=zipped({**files, "config.json": json.dumps(config).encode()})))
    version = ModelVersion.objects.get()
    assert left_in(store) == [version.location]

    check_registered(version.pk)

    version.refresh_from_db()
    assert "needs code that comes with the model" in version.problem
    assert version.problem.endswith("The files that were uploaded are removed.")
    assert left_in(store) == []


def test_files_that_were_put_into_the_store_by_hand_stay_there_when_they_are_refused(store: Path) -> None:
    (store / "own").mkdir(parents=True)
    version = ModelVersion.objects.create(name="own", source="local", location="own")

    check_registered(version.pk)

    version.refresh_from_db()
    assert "config.json is missing" in version.problem
    assert left_in(store) == ["own"]


def test_a_version_says_that_its_files_are_not_checked_yet(
    engineer: Client, files: dict[str, bytes], store: Path
) -> None:
    page = engineer.post("/hub/models/register/", form(archive=zipped(files))).headers["Location"]
    assert "Its files are not checked yet" in engineer.get(page).content.decode()

    check_registered(ModelVersion.objects.get().pk)

    assert "Its files are not checked yet" not in engineer.get(page).content.decode()


def test_a_name_that_is_taken_unpacks_nothing(engineer: Client, files: dict[str, bytes], store: Path) -> None:
    ModelVersion.objects.create(name="Tiny r1")

    answer = engineer.post("/hub/models/register/", form(archive=zipped(files)))

    assert answer.status_code == 422
    assert "is registered already" in answer.content.decode()
    assert left_in(store) == []


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"source": "hub", "location": "a/b", "revision": "0" * 40}, "Files are uploaded for the source"),
        ({"location": "tiny"}, "not both"),
    ],
)
def test_files_come_for_the_model_store_and_instead_of_a_folder(
    engineer: Client, files: dict[str, bytes], fields: dict[str, object], reason: str
) -> None:
    answer = engineer.post("/hub/models/register/", form(archive=zipped(files), **fields))

    assert answer.status_code == 422
    assert reason in answer.content.decode()
    assert not ModelVersion.objects.exists()
