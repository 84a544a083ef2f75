"""The demo's live arm: a tiny real model that a worker builds and teaches on the spot, and then lets document the demo.

Each part is looked up before it is made, so that a worker that was killed is followed by one that goes on.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import transaction

from evaluator.models import Study, TableSet, User
from modelhub.demo.content import CRITERIA, LEAD, REFERENCE, SET_NAME
from modelhub.engine.prompts import SHORT
from modelhub.engine.records import DocumentationRecord, TableRecord
from modelhub.engine.schema_rules import document
from modelhub.guideline import DEFAULT_QUESTION, default_guideline
from modelhub.models import GenerationRun, ModelVersion
from modelhub.steps.create_study import StudyDraft, create_study
from modelhub.steps.register_model import ModelCard, SourceCard, register_model
from modelhub.steps.run_rules import table_record
from modelhub.steps.run_states import WORKED_ON, State
from modelhub.steps.start_run import RunOrder, start_run
from modelhub.steps.store_prompt import store_prompt

NAME, LOCATION, STUDY = "tiny-on-the-spot", "tiny-on-the-spot", "Demo: an arm made on the spot"
# About a minute on one processor that has nothing else to do.
N_STEPS = 150
CARD = ModelCard(
    name=NAME,
    kind=ModelVersion.Kind.SMALL_MODEL,
    licence="Apache-2.0",
    notes="A real transformers model of a few hundred thousand numbers. A worker of this machine built it and taught it for "
    "about a minute what schema-rules says about the demo's tables, the same that it then documents. Words come in the "
    "right place, and hardly make sense: it shows how generation works, and says nothing about what models can do.",
    source=SourceCard(ModelVersion.Source.LOCAL, LOCATION),
)


def advance_live_arm(n_steps: int = N_STEPS) -> bool:
    """Do the next part of the arm; return whether nothing is left to do, now or later. Takes a minute at first."""
    lead = User.objects.filter(email=LEAD).first()
    reference = GenerationRun.objects.filter(model_version__name=REFERENCE.name, table_set__name=SET_NAME).first()
    if lead is None or reference is None:
        return True
    if not (settings.MODEL_STORE / LOCATION).exists():
        _build(reference.table_set, settings.MODEL_STORE / LOCATION, n_steps)
    run = _run(reference.table_set)
    if run.state in WORKED_ON:
        return False
    if run.state == State.FINISHED and not Study.objects.filter(name=STUDY, leads=lead).exists():
        create_study(_draft(reference, run), lead=lead)
    return True


def _build(table_set: TableSet, folder: Path, n_steps: int) -> None:
    """Write the taught model into the folder, whole or not at all."""
    # Only now: a worker that starts and finds the arm made needs none of these.
    from transformers.utils.logging import disable_progress_bar

    from modelhub.engine.tiny import build_tiny
    from modelhub.engine.tiny_lessons import Lessons, example_texts, teach

    disable_progress_bar()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="unfinished-") as unfinished:
        examples = _examples(table_set)
        build_tiny(Path(unfinished) / LOCATION, example_texts(examples))
        with _one_thread():
            teach(Path(unfinished) / LOCATION, examples, lessons=Lessons(n_steps=n_steps, rows=8))
        # Another worker may have been as quick.
        if not folder.exists():
            shutil.move(Path(unfinished) / LOCATION, folder)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Leave the other processors to the pages that people open meanwhile."""
    import torch

    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(n_threads)


def _examples(table_set: TableSet) -> list[tuple[TableRecord, DocumentationRecord]]:
    records = [
        table_record(table) for table in table_set.tables.defer("original", "ddl", "sample_rows").order_by("digest")
    ]
    return [(record, document(record)) for record in records]


@transaction.atomic
def _run(table_set: TableSet) -> GenerationRun:
    version, _ = register_model(CARD)
    # Two workers at once would each start one.
    ModelVersion.objects.select_for_update().get(pk=version.pk)
    started = version.runs.filter(table_set=table_set).order_by("id").first()
    return started or start_run(RunOrder(version, table_set, store_prompt(SHORT)[0]))


def _draft(reference: GenerationRun, run: GenerationRun) -> StudyDraft:
    return StudyDraft(
        name=STUDY,
        question=DEFAULT_QUESTION,
        runs=(reference, run),
        table_set=run.table_set,
        n_tables=None,
        emails=(),
        guideline=default_guideline(),
        criteria=CRITERIA,
    )
