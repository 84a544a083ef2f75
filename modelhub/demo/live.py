"""The demo's live arm: the small model that ships documents the demo's tables on this machine, and a second study opens.

Each part is looked up before it is made, so that a worker that was killed is followed by one that goes on.
"""

from django.conf import settings
from django.db import transaction

from evaluator.models import Study, TableSet, User
from evaluator.steps.ask_opening import ask_opening
from evaluator.steps.join_study import enrol
from modelhub.demo.content import CRITERIA, LEAD, MARGIN, RATERS, REFERENCE, SET_NAME
from modelhub.demo.shipped_models import lay_out_models
from modelhub.engine.prompts import SHORT
from modelhub.guideline import DEFAULT_QUESTION, default_guideline
from modelhub.models import GenerationRun, ModelVersion
from modelhub.steps.create_study import StudyDraft, create_study
from modelhub.steps.register_model import ModelCard, SourceCard, register_model
from modelhub.steps.run_states import WORKED_ON, State
from modelhub.steps.start_run import RunOrder, start_run
from modelhub.steps.store_prompt import store_prompt

NAME, STUDY = "bespoke-small", "Demo: a model that wrote on this machine"
CARD = ModelCard(
    name=NAME,
    kind=ModelVersion.Kind.SMALL_MODEL,
    licence="Apache-2.0",
    notes="A model of 3 million parameters that ships with Blindbench, trained by its own commands on its own synthetic "
    "tables. TODO.",
    source=SourceCard(ModelVersion.Source.LOCAL, NAME),
)


def advance_live_arm() -> bool:
    """Do the next part of the arm; return whether nothing is left to do, now or later."""
    lead = User.objects.filter(email=LEAD).first()
    reference = GenerationRun.objects.filter(model_version__name=REFERENCE.name, table_set__name=SET_NAME).first()
    if lead is None or reference is None:
        return True
    lay_out_models(settings.MODEL_STORE)
    run = _run(reference.table_set)
    if run.state in WORKED_ON:
        return False
    if run.state == State.FINISHED and not Study.objects.filter(name=STUDY, leads=lead).exists():
        _ask_study(reference, run, lead)
    return True


@transaction.atomic
def _run(table_set: TableSet) -> GenerationRun:
    version, _ = register_model(CARD)
    # Two workers at once would each start one.
    ModelVersion.objects.select_for_update().get(pk=version.pk)
    started = version.runs.filter(table_set=table_set).order_by("id").first()
    return started or start_run(RunOrder(version, table_set, store_prompt(SHORT)[0]))


@transaction.atomic
def _ask_study(reference: GenerationRun, run: GenerationRun, lead: User) -> None:
    """Draft the study, let the demo's raters in and ask for its opening: all at once, so that none of it is done twice."""
    raters = User.objects.in_bulk(RATERS, field_name="email")
    study, _ = create_study(_draft(reference, run, emails=tuple(sorted(raters))), lead=lead)
    for slot, email in zip(study.slots.order_by("number"), sorted(raters), strict=True):
        enrol(raters[email], slot)
    ask_opening(study, actor=lead.email)


def _draft(reference: GenerationRun, run: GenerationRun, *, emails: tuple[str, ...]) -> StudyDraft:
    return StudyDraft(
        name=STUDY,
        question=DEFAULT_QUESTION,
        runs=(reference, run),
        table_set=run.table_set,
        n_tables=None,
        emails=emails,
        guideline=default_guideline(),
        criteria=CRITERIA,
        margin=MARGIN,
        claims=({"kind": "not_worse", "run": str(run.uuid), "than": str(reference.uuid)},),
    )
