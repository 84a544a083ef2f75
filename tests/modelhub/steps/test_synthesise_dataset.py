"""Datasets as workers write them: the same seed is the same dataset, what a model wrote is kept, nothing is half finished."""

import hashlib
import os
import socket
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from evaluator.models import SourceTable, TableSet
from modelhub.engine.synth.dataset import synthesise
from modelhub.engine.synth.offline.invented import Invention
from modelhub.engine.synth.offline.teacher import OfflineTeacher
from modelhub.engine.synth.teacher import Draft, Refusal
from modelhub.models import Dataset, DatasetDraft, Industry, LedgerEntry, ModelVersion
from modelhub.steps.begin_dataset import begin_dataset
from modelhub.steps.dataset_journal import Journal
from modelhub.steps.dataset_lease import Interrupted, dataset_in_hand, next_dataset
from modelhub.steps.dataset_rows import written_from_json, written_to_json
from modelhub.steps.end_dataset import CannotGoOn, cancel_dataset, resume_dataset
from modelhub.steps.held_out_tables import held_out_tables
from modelhub.steps.open_teacher import open_teacher
from modelhub.steps.start_dataset import CannotSynthesise, DatasetOrder, start_dataset
from modelhub.steps.synthesise_dataset import briefs_of, synthesise_dataset
from modelhub.steps.write_dataset import DatasetChanged, write_dataset
from tests.datasets import WORKER, make_dataset, worked_on

pytestmark = pytest.mark.django_db
N = 24


def test_the_offline_teacher_writes_what_the_engine_alone_writes(tmp_path: Path) -> None:
    dataset = make_dataset(N)

    alone = synthesise(briefs=briefs_of(dataset), teacher=OfflineTeacher(), n=N, test_tables=held_out_tables())
    assert (dataset.state, dataset.n_examples, dataset.digest) == ("finished", N, alone.digest)
    write_dataset(dataset, tmp_path / "dataset.jsonl")
    assert hashlib.sha256((tmp_path / "dataset.jsonl").read_bytes()).hexdigest() == dataset.digest
    assert [path.name for path in tmp_path.iterdir()] == ["dataset.jsonl"]


def test_a_share_of_invented_names_is_another_dataset_and_the_one_of_the_engine_alone() -> None:
    dataset = worked_on(start_dataset(DatasetOrder(n=6, seed=3, invention=Invention(0.5))))

    teacher = OfflineTeacher(Invention(0.5))
    alone = synthesise(briefs=briefs_of(dataset), teacher=teacher, n=6, test_tables=held_out_tables())
    assert (dataset.name, dataset.digest) == ("offline 6 seed 3, 0.5 invented", alone.digest)
    assert dataset.digest != make_dataset(6, seed=3).digest


@pytest.mark.parametrize("share", [-0.1, 1.5, float("nan")])
def test_a_share_beyond_all_is_refused(share: float) -> None:
    with pytest.raises(CannotSynthesise, match="no share from 0 to 1"):
        start_dataset(DatasetOrder(n=6, invention=Invention(share)))


def test_shares_that_would_change_nothing_are_refused() -> None:
    for share, what in (
        (Invention(columns=0.5), "tables about invented things"),
        (Invention(0.5, grown=0.5), "columns grow"),
    ):
        with pytest.raises(CannotSynthesise, match=what):
            start_dataset(DatasetOrder(n=6, invention=share))


def test_a_dataset_begun_before_columns_were_invented_goes_on_as_it_was() -> None:
    dataset = start_dataset(DatasetOrder(n=6, seed=3, invention=Invention(0.5)))
    older = {name: value for name, value in dataset.parameters.items() if name not in ("invention", "split_seed")}
    Dataset.objects.filter(pk=dataset.pk).update(parameters={**older, "invented_share": 0.5})

    assert begin_dataset(DatasetOrder(n=6, seed=3, invention=Invention(0.5))) == dataset
    alone = synthesise(
        briefs=briefs_of(dataset), teacher=OfflineTeacher(Invention(0.5)), n=6, test_tables=held_out_tables()
    )
    assert worked_on(dataset).digest == alone.digest


def test_the_levels_that_an_edition_has_are_named_and_taken() -> None:
    Industry.objects.create(edition=2017, code="111110", title="Soybean Farming", level=6, source="2017.xlsx")

    with pytest.raises(
        CannotSynthesise, match=r"of NAICS 2017 at level 3; .* has level 6 only. Take those .--levels 6."
    ):
        start_dataset(DatasetOrder(n=1, edition=2017))

    dataset = start_dataset(DatasetOrder(n=1, edition=2017, levels=(6,)))
    assert dataset.name == "offline 1 seed 0, NAICS 2017, level 6"
    assert "- 1 industry of NAICS 2017, level 6: imported from 2017.xlsx" in worked_on(dataset).card


def test_another_share_under_the_same_name_is_another_dataset() -> None:
    begin_dataset(DatasetOrder(n=6, name="mine", invention=Invention(0.5)))

    with pytest.raises(CannotSynthesise, match="another dataset mine"):
        begin_dataset(DatasetOrder(n=6, name="mine", invention=Invention(0.4)))


def test_the_same_seed_is_the_same_dataset_and_another_seed_another() -> None:
    one, same, other = make_dataset(6, seed=3, name="a"), make_dataset(6, seed=3, name="b"), make_dataset(6, seed=4)

    assert one.digest == same.digest
    assert one.digest != other.digest


def test_report_card_and_time_are_kept() -> None:
    dataset = make_dataset(N)

    assert dataset.report["filters"]["accepted"] == N
    assert sum(counts["examples"] for counts in dataset.report["splits"].values()) == N
    assert dataset.digest in dataset.card
    booked = LedgerEntry.objects.get(dataset=dataset)
    assert (booked.unit, booked.cost_usd) == ("device seconds", Decimal(0))


def test_lines_that_were_changed_are_not_handed_out(tmp_path: Path) -> None:
    dataset = make_dataset(6)
    line = dataset.lines.get(number=2)
    dataset.lines.filter(pk=line.pk).update(body=line.body.replace("One", "Two", 1) + " ")

    with pytest.raises(DatasetChanged, match="were changed after it was finished"):
        write_dataset(dataset, tmp_path / "dataset.jsonl")

    assert list(tmp_path.iterdir()) == []


def test_no_example_is_a_table_that_models_are_measured_on() -> None:
    seen = make_dataset(N)
    line = seen.lines.order_by("number").first()
    assert line is not None
    (columns,) = [one.table.columns for one in _examples(seen) if one.table.name == line.table_name]
    table_set = TableSet.objects.create(name="measured")
    rows = [{"name": c.name, "type": c.type, "nullable": c.nullable, "key": c.key, "references": ""} for c in columns]
    SourceTable.objects.create(
        table_set=table_set, name=line.table_name, dialect="postgres", ddl="", original="", columns=rows, n_columns=1,
        digest="0" * 64, source="a", line=1,
    )  # fmt: skip

    dataset = make_dataset(N, name="without it")

    assert dataset.digest != seen.digest
    assert not dataset.lines.filter(table_name=line.table_name).exists()
    assert dataset.rejects.get().reason == "overlap"
    assert line.table_name in dataset.rejects.get().detail


def _examples(dataset: Dataset) -> tuple:  # type: ignore[type-arg]
    return synthesise(briefs=briefs_of(dataset), teacher=OfflineTeacher(), n=dataset.n_asked).examples


def test_a_dataset_in_somebodys_hands_is_nobody_elses() -> None:
    dataset = start_dataset(DatasetOrder(n=6))

    with dataset_in_hand(dataset.pk, worker="elsewhere:1") as first:
        assert next_dataset("web") is None
        with dataset_in_hand(dataset.pk, worker="elsewhere:2") as second:
            assert (first, second) == (True, False)
        assert synthesise_dataset(dataset.pk, worker="elsewhere:2")

    assert next_dataset("web") == dataset.pk


def test_what_a_silent_worker_had_in_hand_is_taken_over() -> None:
    dataset = start_dataset(DatasetOrder(n=6))
    Dataset.objects.filter(pk=dataset.pk).update(
        state="running", worker="elsewhere:9", lease_until=timezone.now() - timedelta(seconds=1)
    )

    assert worked_on(dataset).state == "finished"


def test_what_a_process_of_this_machine_left_is_taken_over_at_once() -> None:
    dataset = start_dataset(DatasetOrder(n=6))
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        pass
    held = {"state": "running", "lease_until": timezone.now() + timedelta(hours=1)}
    Dataset.objects.filter(pk=dataset.pk).update(worker=f"{socket.gethostname()}:{os.getpid()}", **held)
    with dataset_in_hand(dataset.pk, worker=WORKER) as is_mine:
        assert not is_mine

    Dataset.objects.filter(pk=dataset.pk).update(worker=f"{socket.gethostname()}:{gone.pid}", **held)

    assert worked_on(dataset).state == "finished"


def test_lines_of_a_worker_that_was_killed_while_storing_are_written_anew() -> None:
    finished = make_dataset(6)
    Dataset.objects.filter(pk=finished.pk).update(state="running", digest="", lease_until=None)
    finished.lines.filter(number__gt=3).delete()

    again = worked_on(finished)

    assert (again.state, again.digest, again.lines.count()) == ("finished", finished.digest, 6)


def test_a_cancelled_dataset_stops_at_the_next_look_and_can_go_on() -> None:
    dataset = start_dataset(DatasetOrder(n=6))
    with dataset_in_hand(dataset.pk, worker=WORKER):
        journal = Journal(dataset, open_teacher(dataset), worker=WORKER, gives_way=True)
        journal.store()
        assert cancel_dataset(dataset)
        with pytest.raises(Interrupted):
            journal.store()

    assert not synthesise_dataset(dataset.pk, worker=WORKER)
    assert Dataset.objects.get(pk=dataset.pk).state == "cancelled"
    resume_dataset(dataset)
    assert worked_on(dataset).state == "finished"
    with pytest.raises(CannotGoOn):
        resume_dataset(dataset)


@pytest.mark.parametrize(
    "written",
    [
        Draft("postgres", "CREATE TABLE a\0 (x int)", "One \ud800 row.", (("x", "An ‘x’."), ("x", "Twice."))),
        Refusal("timeout", "no answer", "\0"),
    ],
)
def test_drafts_come_back_as_they_were_whatever_a_model_wrote(written: Draft | Refusal) -> None:
    dataset = start_dataset(DatasetOrder(n=1))
    DatasetDraft.objects.create(dataset=dataset, number=1, written=written_to_json(written))

    assert written_from_json(dataset.drafts.get().written) == written


@pytest.mark.parametrize(
    ("order", "why"),
    [
        ({"n": 0}, "Ask for 1 to 200,000 examples"),
        (
            {"n": 1, "levels": (3, 6, 5)},
            "No industry of NAICS 2022 at levels 5, 6; .* has levels 2, 3 only. Take those",
        ),
        ({"n": 1, "edition": 2017}, "No industry of NAICS 2017 is here: import its file first"),
        ({"n": 1, "budget_usd": Decimal(1)}, "the offline teacher spends none"),
        ({"n": 1, "name": "taken"}, "There is a dataset taken already"),
    ],
)
def test_an_order_that_can_not_be_filled_is_refused(order: dict[str, object], why: str) -> None:
    start_dataset(DatasetOrder(n=1, name="taken"))

    with pytest.raises(CannotSynthesise, match=why):
        start_dataset(DatasetOrder(**order))  # type: ignore[arg-type]

    assert Dataset.objects.count() == 1


def test_a_writer_whose_texts_are_uploaded_can_not_teach() -> None:
    version = ModelVersion.objects.create(name="people")

    with pytest.raises(CannotSynthesise, match="people can't write here: its texts are uploaded outputs"):
        start_dataset(DatasetOrder(n=1, teacher=version))
