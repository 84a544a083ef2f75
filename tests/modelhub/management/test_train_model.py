"""From a dataset to a verified version by commands."""

from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command, execute_from_command_line
from django.test import Client
from pytest_django import Settings

from modelhub.models import ModelVersion, TrainingRun
from tests.makers import make_person
from tests.modelhub.training import make_base, make_dataset

pytestmark = pytest.mark.django_db(transaction=True)
QUICK = ["--set", "compute=fp32", "--set", "learning_rate=1e-3", "--set", "batch_tokens=200", "--set", "max_steps=2"]


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> Path:
    settings.MODEL_STORE, settings.DEVICE = (tmp_path / "store").resolve(), "cpu"
    return tmp_path / "store"


def called(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_train_verify_export_and_import(store: Path, tmp_path: Path) -> None:
    make_dataset()
    make_base(store)

    said = called("train_model", "--base", "base", "--dataset", "lessons", "--name", "mine", *QUICK)

    version = ModelVersion.objects.get(name="mine")
    assert "2 steps" in said
    assert f"Registered mine, manifest {version.manifest_digest}" in said
    assert TrainingRun.objects.get().config["learning_rate"] == 0.001
    verified = called("verify_model", "mine")
    assert verified.count("holds") == 6
    assert "FAILS" not in verified
    assert called("train_model", "--base", "base", "--dataset", "lessons", "--name", "mine", *QUICK) == said

    (store / version.location / "training_config.json").write_text("{}")
    with pytest.raises(CommandError, match="2 of 6 claims about mine fail"):
        called("verify_model", "mine")
    with pytest.raises(CommandError, match=r"training_config\.json was changed"):
        called("export_model", "mine", str(tmp_path / "a.zip"))


def test_a_new_model_by_the_beginning_of_a_datasets_digest(store: Path, tmp_path: Path) -> None:
    dataset = make_dataset()

    called(
        "train_model",
        "--new-llama",
        "64x1",
        "--vocabulary",
        "400",
        "--dataset",
        dataset.digest[:12],
        "--name",
        "new",
        *QUICK,
    )
    called("export_model", "new", str(tmp_path / "a.zip"))
    said = called("import_model", str(tmp_path / "a.zip"), "--name", "copy")

    new, copy = (ModelVersion.objects.get(name=name) for name in ("new", "copy"))
    assert new.manifest_digest == copy.manifest_digest
    assert said == f"Registered copy, manifest {new.manifest_digest}\n"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--vocabulary", "500"], "another training new, with vocabulary 400, not 500: choose another name"),
        (["--new-llama", "128x2"], "with hidden 64, not 128; n_layers 1, not 2: choose"),
        (["--set", "patience=3", "--seed", "7"], "with patience 0, not 3; seed 0, not 7: choose"),
        (["--dataset", "others"], "with the dataset lessons, not others: choose"),
    ],
)
def test_another_order_under_the_same_name_is_refused(more: list[str], told: str) -> None:
    make_dataset()
    make_dataset(8, name="others")
    words = ["--new-llama", "64x1", "--vocabulary", "400", "--dataset", "lessons", "--name", "new", *QUICK]
    called("train_model", *words, "--queue")

    with pytest.raises(CommandError, match=told):
        called("train_model", *words, *more)

    assert "Queued new" in called("train_model", *words, "--queue")
    training = TrainingRun.objects.get()
    assert (training.new_shape, training.state) == ({"hidden": 64, "n_layers": 1, "vocabulary": 400}, "queued")


def test_another_base_under_the_same_name_is_refused(store: Path) -> None:
    make_dataset()
    for name in ("base", "other"):
        make_base(store, name=name)
    words = ["--dataset", "lessons", "--name", "mine", "--queue", *QUICK]
    called("train_model", "--base", "base", *words)

    for base, told in ((["--base", "other"], "base, not other"), (["--new-llama", "64x1"], "base, not a new model")):
        with pytest.raises(CommandError, match=f"with the base {told}"):
            called("train_model", *base, *words)


def test_the_same_command_queues_a_stopped_training_again(store: Path) -> None:
    make_dataset()
    words = ["--new-llama", "64x1", "--vocabulary", "400", "--dataset", "lessons", "--name", "new", "--queue", *QUICK]
    called("train_model", *words)
    TrainingRun.objects.update(state="stopped", problem="The disk was full.")

    assert "Queued new" in called("train_model", *words)

    assert TrainingRun.objects.get().state == "queued"


def test_a_sweep_trains_a_version_for_each_entry_and_shows_them_beside_each_other(
    client: Client, tmp_path: Path
) -> None:
    make_dataset()
    sweep = tmp_path / "sweep.yaml"
    sweep.write_text("- {name: slow, learning_rate: 1e-5}\n- {name: short, context_length: 8}\n- {name: fast}\n")
    words = ["--new-llama", "64x1", "--vocabulary", "400", "--dataset", "lessons", *QUICK, "--sweep", str(sweep)]
    out = StringIO()

    with pytest.raises(CommandError, match=r"n, short: .*longer than the context of 8 tokens"):
        call_command("train_model", *words, "--name", "n", stdout=out)

    assert list(ModelVersion.objects.order_by("id").values_list("name", flat=True)) == ["n, slow", "n, fast"]
    rates = TrainingRun.objects.order_by("id").values_list("config__learning_rate", "config__max_steps", "state")
    assert list(rates) == [(1e-5, 2, "finished"), (1e-3, 2, "stopped"), (1e-3, 2, "finished")]
    client.force_login(make_person("engineer@example.org", "engineer"))
    (address,) = (line.split(": ", 1)[1] for line in out.getvalue().splitlines() if line.startswith("Beside"))
    page = client.get(urlsplit(address)._replace(scheme="", netloc="").geturl())
    assert "3 trainings beside each other" in page.content.decode()


def test_a_sweep_begins_all_its_trainings_or_none(tmp_path: Path) -> None:
    make_dataset()
    sweep = tmp_path / "sweep.yaml"
    sweep.write_text("- {name: full}\n- {name: adapters, method: lora}\n")

    with pytest.raises(CommandError, match="choose the method full"):
        called("train_model", "--new-llama", "64x1", "--dataset", "lessons", "--sweep", str(sweep), "--queue")

    assert not TrainingRun.objects.exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--base", "base", "--dataset", "lessons", "--sweep", "/nowhere"], "/nowhere can't be read"),
        (["--base", "none", "--dataset", "lessons"], "No version is called none"),
        (["--base", "base", "--dataset", "none"], "No dataset is called none"),
        (["--base", "base", "--dataset", "lessons", "--set", "speed=3"], "no setting 'speed'"),
        (["--base", "base", "--dataset", "lessons", "--set", "seed"], "write SETTING=VALUE"),
        (
            ["--base", "base", "--dataset", "lessons", "--set", "lora_targets=q_proj,x"],
            "base can't be trained so: .*'x'",
        ),
        (["--base", "base", "--dataset", "lessons", "--set", "lora_targets=norm"], "no layer 'norm'; it has down_proj"),
        (["--new-llama", "64", "--dataset", "lessons"], "'64' is no shape"),
        (["--new-llama", "16x1", "--dataset", "lessons"], "a hidden size of 16 does not go: write a multiple of 64"),
    ],
)
def test_train_model_says_what_is_wrong(store: Path, words: list[str], told: str) -> None:
    make_dataset()
    make_base(store)

    with pytest.raises(CommandError, match=told):
        called("train_model", *words)
    assert not TrainingRun.objects.exists()


def test_a_setting_is_none_of_djangos(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As from a shell, where Django looks for --settings first."""
    make_dataset()

    with pytest.raises(SystemExit):
        execute_from_command_line(
            ["manage.py", "train_model", "--new-llama", "64x1", "--dataset", "lessons", "--set", "speed=3"]
        )

    assert "no setting 'speed'" in capsys.readouterr().err


def test_files_that_could_not_be_read_when_a_training_ended_are_looked_at_again(store: Path) -> None:
    make_dataset()
    words = ["--new-llama", "64x1", "--vocabulary", "400", "--dataset", "lessons", "--name", "new", *QUICK]
    called("train_model", *words)
    ModelVersion.objects.update(problem="The base could not be fetched.", file_digests={})

    called("train_model", *words)

    version = ModelVersion.objects.get()
    assert version.problem == ""
    assert version.file_digests
