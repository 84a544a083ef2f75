"""What the benchmarks rate: the demo's tables and texts, in studies of any size, made by the real steps."""

import json
import random
import sys
from collections.abc import Sequence
from itertools import cycle, islice
from uuid import uuid4

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.models import Group  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from evaluator.accounts.sessions import SessionStore  # noqa: E402
from evaluator.canonical import sha256_hex  # noqa: E402
from evaluator.models import Assignment, Rater, Rating, SourceTable, Study, TableSet, User  # noqa: E402
from evaluator.steps.analyse_ratings import analyse_ratings  # noqa: E402
from evaluator.steps.join_study import enrol  # noqa: E402
from modelhub.demo.content import CRITERIA, SET_NAME  # noqa: E402
from modelhub.demo.writers import add_writers  # noqa: E402
from modelhub.models import GenerationRun, ModelVersion, RunOutput  # noqa: E402
from modelhub.steps.create_study import StudyDraft, create_study  # noqa: E402
from modelhub.steps.open_study import open_study  # noqa: E402
from modelhub.steps.store_run import OutputText, RunCard, store_run  # noqa: E402

QUESTION = "Which documentation would you rather work with?"


def tables() -> dict[str, int]:
    """Store the demo's tables and its three writers' texts."""
    add_writers()
    return {"n_tables": SourceTable.objects.count()}


@transaction.atomic
def more_tables(n_tables: str) -> dict[str, str]:
    """Store a set of n tables: the demo's, over and over under new names, with their texts by all three writers."""
    name = f"{n_tables} tables"
    table_set = TableSet.objects.create(name=name)
    originals = SourceTable.objects.filter(table_set__name=SET_NAME).order_by("id")
    pairs = [
        (_copy(table, table_set, place), table.pk)
        for place, table in enumerate(islice(cycle(originals), int(n_tables)))
    ]
    for run in _runs(SET_NAME):
        texts = {output.table_id: output for output in run.outputs.all()}
        card = RunCard(run.model_version, table_set, GenerationRun.Source.UPLOAD, f"{name}.jsonl")
        store_run(card, [_text(copy, texts[original]) for copy, original in pairs])
    return {"name": name}


def planted() -> list[str]:
    """Give every model a name that stands nowhere else, and return the names."""
    versions = list(ModelVersion.objects.order_by("pk"))
    for version in versions:
        version.name = f"planted-{uuid4().hex}"
        version.save()
    return [version.name for version in versions]


def pairs(table_set: str) -> list[dict[str, str]]:
    """Return what the first two runs over a set say about each table, under the names of their models, sides at random."""
    runs = _runs(table_set)[:2]
    texts = [{output.table_id: output for output in run.outputs.all()} for run in runs]
    found, chance = [], random.Random(table_set)
    for table in SourceTable.objects.filter(table_set__name=table_set).order_by("id"):
        sides = [(run.model_version.name, _in_full(table, of[table.pk])) for run, of in zip(runs, texts, strict=True)]
        (left_model, left), (right_model, right) = chance.sample(sides, 2)
        one = {"ddl": table.ddl, "left": left, "right": right, "left_model": left_model, "right_model": right_model}
        found.append(one)
    return chance.sample(found, len(found))


def n_ratings(study_id: str) -> int:
    """Count the answers of a study."""
    return Rating.objects.filter(assignment__slot__study__uuid=study_id).count()


def draft(table_set: str, n_raters: str, n_arms: str = "2") -> dict[str, object]:
    """Create a study over a whole set ("demo" is the demo's) and enrol its raters; return its id and session keys."""
    runs = _runs(SET_NAME if table_set == "demo" else table_set)
    tag = uuid4().hex[:6]
    lead = make_person(f"lead-{tag}@example.org", "lead")
    emails = tuple(f"rater-{number}-{tag}@example.org" for number in range(int(n_raters)))
    chosen = tuple(runs[: int(n_arms)])
    plan = StudyDraft(f"Study {tag}", QUESTION, chosen, chosen[0].table_set, None, emails, criteria=CRITERIA[:2])
    study, _ = create_study(plan, lead=lead)
    raters = [make_person(email, "rater") for email in emails]
    for slot, person in zip(study.slots.order_by("number"), raters, strict=True):
        enrol(person, slot)
    study.raters.update(practised_at=timezone.now())
    return {"study": str(study.uuid), "lead": session_of(lead), "raters": [session_of(person) for person in raters]}


def opened(study_id: str) -> dict[str, str]:
    """Open a study."""
    study = Study.objects.get(uuid=study_id)
    return {"commitment": open_study(study, actor="lead@example.org")}


def answered(study_id: str) -> dict[str, int]:
    """Answer every assignment of a study, written in bulk: by the rating step, hundreds of raters would take minutes."""
    chance, now = random.Random(study_id), timezone.now()
    assignments = list(Assignment.objects.filter(slot__study__uuid=study_id))
    raters = dict(Rater.objects.filter(study__uuid=study_id).values_list("slot_id", "pk"))
    for start in range(0, len(assignments), 2000):
        batch = assignments[start : start + 2000]
        with transaction.atomic():
            Rating.objects.bulk_create(_rating(one, raters[one.slot_id], chance) for one in batch)
            Assignment.objects.filter(pk__in=[one.pk for one in batch]).update(revision=1, answered_at=now)
    return {"n_ratings": len(assignments)}


def analysed(study_id: str) -> dict[str, str]:
    """Analyse a locked study, as the worker does."""
    study = Study.objects.get(uuid=study_id)
    analyse_ratings(study.pk)
    return {"state": study.state}


def _rating(assignment: Assignment, rater_pk: int, chance: random.Random) -> Rating:
    return Rating(
        assignment=assignment,
        rater_id=rater_pk,
        revision=1,
        submission_key=uuid4(),
        grade=chance.choice((-2, -1, 0, 1, 1, 2)),
        shown_swapped=assignment.swapped,
        active_ms=chance.randrange(10_000, 90_000),
    )


def _runs(table_set: str) -> Sequence[GenerationRun]:
    return list(GenerationRun.objects.filter(table_set__name=table_set).select_related("model_version").order_by("id"))


def _copy(table: SourceTable, table_set: TableSet, place: int) -> SourceTable:
    kept = ("dialect", "domain", "ddl", "original", "columns", "n_columns", "sample_rows", "source", "line")
    name = f"{table.name}_{place}"
    return SourceTable.objects.create(
        table_set=table_set,
        name=name,
        digest=sha256_hex(f"{name} {table.digest}".encode()),
        **{field: getattr(table, field) for field in kept},
    )


def _in_full(table: SourceTable, output: RunOutput) -> str:
    lines = [f"{column['name']}: {comment}" for column, comment in zip(table.columns, output.comments, strict=True)]
    return "\n".join((output.description, *lines))


def _text(table: SourceTable, output: RunOutput) -> OutputText:
    return OutputText(table, output.description, tuple(output.comments), raw=output.raw)


def make_person(email: str, role: str) -> User:
    # Nobody signs in by password here, and hashing hundreds would take minutes.
    person = User.objects.create_user(email)
    person.groups.add(Group.objects.get(name=role))
    return person


def session_of(person: User) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = "evaluator.accounts.backends.ByEmail"
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    return str(store.session_key)


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
