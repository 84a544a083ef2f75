"""The demo's live arm: the small model that ships documents the demo's tables on this machine, and a second study opens.

Each part is looked up before it is made, so that a worker that was killed is followed by one that goes on.
"""

import logging
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.db import transaction

from evaluator.models import Study, TableSet, User
from evaluator.steps.ask_opening import ask_opening
from evaluator.steps.join_study import InvitationRefused, enrol
from modelhub.demo.content import CRITERIA, LEAD, MARGIN, OTHER_RATERS, REFERENCE, SET_NAME
from modelhub.demo.shipped_models import BESPOKE, lay_out_models
from modelhub.engine.prompts import SHORT
from modelhub.guideline import DEFAULT_QUESTION, default_guideline
from modelhub.models import GenerationRun, ModelVersion
from modelhub.steps.create_study import StudyDraft, create_study
from modelhub.steps.register_model import ModelCard, SourceCard, register_model
from modelhub.steps.run_states import WORKED_ON, State
from modelhub.steps.start_run import RunOrder, start_run
from modelhub.steps.store_prompt import store_prompt

logger = logging.getLogger(__name__)
# Raters read it, so that it says nothing of who wrote.
STUDY = "Demo: second study"
CARD = ModelCard(
    name=BESPOKE,
    kind=ModelVersion.Kind.SMALL_MODEL,
    licence="Apache-2.0",
    notes="A model of 3 million parameters that ships with Blindbench, trained by its own commands on its own synthetic "
    "tables: it shows the method, and is no model to document your tables with. On industries that it never saw, in tables "
    "like those that it learnt from, it shares more words with the reference than schema-rules does, and contradicts the "
    "schema in 2 of 100 comments, which schema-rules hardly ever does. On the demo's tables it is worse than schema-rules. Its "
    "card, fixtures/models/README.md, has the figures.",
    source=SourceCard(ModelVersion.Source.LOCAL, BESPOKE),
)


def advance_live_arm() -> bool:
    """Do the next part of the arm; return whether nothing is left to do, now or later."""
    lead = User.objects.filter(email=LEAD).first()
    reference = GenerationRun.objects.filter(model_version__name=REFERENCE.name, table_set__name=SET_NAME).first()
    if lead is None or reference is None:
        return True
    lay_out_models(settings.MODEL_STORE)
    version, _ = register_model(CARD)
    if (version.source, version.location) != (CARD.source.source, CARD.source.location):
        logger.warning("%s is a version of yours: the demo has no live arm.", version)
        return True
    run = _run(version, reference.table_set)
    if run.state in WORKED_ON:
        return False
    if run.state == State.FINISHED:
        _ask_study(reference, run, lead)
    return True


@transaction.atomic
def _run(version: ModelVersion, table_set: TableSet) -> GenerationRun:
    prompt = store_prompt(SHORT)[0]
    # Two workers at once would each start one.
    ModelVersion.objects.select_for_update().get(pk=version.pk)
    runs = version.runs.filter(
        source=GenerationRun.Source.MODEL, table_set=table_set, prompt_digest=prompt.digest
    ).order_by("id")
    return runs.first() or start_run(RunOrder(version, table_set, prompt))


@transaction.atomic
def _ask_study(reference: GenerationRun, run: GenerationRun, lead: User) -> None:
    """Draft the study, let its raters in and ask for its opening: together, so that what is there is whole, and left alone.

    The texts are scanned within the transaction too: they are few.
    """
    # Two workers at once would each draft it.
    User.objects.select_for_update().get(pk=lead.pk)
    study_id = uuid5(NAMESPACE_URL, f"blindbench:demo:{run.uuid}")
    if Study.objects.filter(uuid=study_id).exists():
        return
    raters = User.objects.in_bulk(OTHER_RATERS, field_name="email")
    study, _ = create_study(_draft(reference, run, study_id, emails=tuple(sorted(raters))), lead=lead)
    for slot, email in zip(study.slots.order_by("number"), sorted(raters), strict=True):
        try:
            enrol(raters[email], slot)
        except InvitationRefused as refusal:
            logger.warning("%s stays invited to “%s”: %s", email, STUDY, refusal)
    ask_opening(study, actor=lead.email)


def _draft(reference: GenerationRun, run: GenerationRun, study_id: UUID, *, emails: tuple[str, ...]) -> StudyDraft:
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
        uuid=study_id,
    )
