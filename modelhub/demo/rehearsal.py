"""A draft marked as simulated --> a revealed study, rated by a program that reads; killed at any moment, it goes on."""

from evaluator.models import Study, User
from evaluator.steps.drop_tables import tables_without_text
from evaluator.steps.join_study import enrol
from modelhub.demo.reading_raters import votes_by_reading
from modelhub.demo.simulated_raters import carry_through
from modelhub.models import GenerationRun, ModelVersion
from modelhub.steps.leave_out_tables import leave_out_tables
from modelhub.steps.open_study import open_study


class CannotRehearse(Exception):
    """The study can't be rehearsed; the text says why and what to do."""


def rehearse(study: Study, *, knows: ModelVersion) -> Study:
    """Enrol simulated raters, open, rate, lock and reveal. Raises CannotRehearse, CannotOpen.

    `knows` is the version whose texts the raters take for right.
    """
    if not study.simulated:
        raise CannotRehearse(f"{study.name} is a study for people: a program rates only what is marked as simulated.")
    reference = _reference(study, knows)
    actor = study.leads.order_by("id").values_list("email", flat=True)[0]
    if study.state == Study.State.DRAFT:
        _enrol(study)
        if wordless := [row.table.uuid for row in tables_without_text(study)]:
            leave_out_tables(study, wordless, actor=actor)
        open_study(study, actor=actor)
        study = Study.objects.get(pk=study.pk)
    return carry_through(study, lambda opened: votes_by_reading(opened, reference), actor=actor)


def _reference(study: Study, knows: ModelVersion) -> GenerationRun:
    runs = knows.runs.filter(table_set=study.table_set, state=GenerationRun.State.FINISHED).order_by("-id")
    tables = study.tables.count()
    for run in runs:
        if run.outputs.filter(table__in=study.tables.values("table")).count() == tables:
            return run
    raise CannotRehearse(f"{knows.name} does not document every table of {study.name}: name a version that does.")


def _enrol(study: Study) -> None:
    for slot in study.slots.order_by("number"):
        if slot.raters.exists():
            continue
        email = slot.invitations.order_by("-id").values_list("email", flat=True)[0]
        person = User.objects.filter(email=email).first() or User.objects.create_user(
            email, name="Simulated rater", simulated=True
        )
        if not person.simulated:
            raise CannotRehearse(f"{email} is a person's address: invite simulated raters to a rehearsal.")
        enrol(person, slot)
