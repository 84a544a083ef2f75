"""People, tables, runs and studies for tests, made by the same steps that the pages call."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from uuid import uuid4

from django.contrib.auth.models import Group

from evaluator.canonical import canonical_json, sha256_hex
from evaluator.models import Assignment, Rater, Slot, SourceTable, Study, TableSet, User
from evaluator.steps.join_study import enrol
from evaluator.steps.judgement import Answer, Judgement
from evaluator.steps.record_rating import record_rating
from evaluator.steps.shown_side import side_token
from modelhub.models import GenerationRun, ModelVersion
from modelhub.steps.create_study import StudyDraft, create_study
from modelhub.steps.open_study import open_study
from modelhub.steps.register_model import ModelCard, register_model
from modelhub.steps.store_run import OutputText, RunCard, store_run

PASSWORD = "correct horse battery"
COLUMNS = ("id", "name", "amount")


def make_person(email: str, *roles: str, password: str = PASSWORD) -> User:
    """Store one person with the roles."""
    person = User.objects.create_user(email, password)
    person.groups.set(Group.objects.filter(name__in=roles))
    return person


def make_tables(n: int = 4, *, name: str = "shop", columns: Sequence[str] = COLUMNS) -> TableSet:
    """Store a set of n small tables: shop.table_1, shop.table_2, …"""
    table_set = TableSet.objects.create(name=name)
    for number in range(1, n + 1):
        make_table(table_set, f"{name}.table_{number}", columns=columns, line=number)
    return table_set


def make_table(
    table_set: TableSet, name: str, *, columns: Sequence[str] = COLUMNS, domain: str = "Retail", line: int = 1
) -> SourceTable:
    """Store one table whose columns are all integers, the first one its key."""
    rows = [
        {"name": column, "type": "integer", "nullable": index > 0, "key": "" if index else "PK", "references": ""}
        for index, column in enumerate(columns)
    ]
    ddl = f"CREATE TABLE {name} ({', '.join(f'{column} integer' for column in columns)})"
    return SourceTable.objects.create(
        table_set=table_set,
        name=name,
        dialect="postgres",
        domain=domain,
        ddl=ddl,
        original=ddl,
        columns=rows,
        n_columns=len(rows),
        digest=sha256_hex(canonical_json([name, rows])),
        source="tables.sql",
        line=line,
    )


def make_run(
    model: str, table_set: TableSet, *, text: str = "Holds one row per event.", kind: str = "large_model"
) -> GenerationRun:
    """Store a model version's run over a whole set; every text carries the table's name and `text`."""
    version, _ = register_model(ModelCard(name=model, kind=ModelVersion.Kind(kind), licence="Apache-2.0"))
    outputs = [
        OutputText(
            table=table,
            description=f"{text} See {table.name}.",
            comments=tuple(f"{text} Column {column['name']}." for column in table.columns),
            raw=f"{model} {table.name} {text}",
        )
        for table in table_set.tables.order_by("id")
    ]
    return store_run(RunCard(version, table_set, GenerationRun.Source.UPLOAD, f"{model}.jsonl"), outputs)


def make_study(
    lead: User,
    *,
    runs: Sequence[GenerationRun],
    n_raters: int = 2,
    criteria: Sequence[str] = (),
    margin: Decimal | None = None,
    stops_early: bool = False,
    n_repeats: int = 0,
    claims: Sequence[dict[str, str]] = (),
    simulated: bool = False,
    name: str = "Autumn study",
) -> Study:
    """Store a draft over all tables of the runs' set, with n invited raters: rater-1@example.org, …"""
    study, _ = create_study(
        StudyDraft(
            name=name,
            question="Which documentation would you rather work with?",
            runs=tuple(runs),
            table_set=runs[0].table_set,
            n_tables=None,
            emails=tuple(f"rater-{number}@example.org" for number in range(1, n_raters + 1)),
            criteria=tuple(criteria),
            margin=margin,
            stops_early=stops_early,
            n_repeats=n_repeats,
            claims=tuple(claims),
            simulated=simulated,
        ),
        lead=lead,
    )
    return study


def join_all(study: Study) -> list[Rater]:
    """Fill every slot of a study with the invited person, made when they have no account yet."""
    return [enrol(_invited(slot), slot) for slot in study.slots.order_by("number")]


def open_with_raters(study: Study, *, actor: str = "lead@example.org") -> list[Rater]:
    """Fill all slots and open the study."""
    raters = join_all(study)
    open_study(study, actor=actor)
    study.refresh_from_db()
    return raters


def rate(assignment: Assignment, answer: Answer) -> None:
    """Answer one assignment as the rater who fills its slot."""
    rater = assignment.slot.raters.get(left_at=None)
    record_rating(
        user_id=rater.user_id,
        assignment_id=assignment.uuid,
        judgement=Judgement(
            answer=answer,
            submission_key=uuid4(),
            base_revision=assignment.revision,
            side_token=side_token(assignment, swapped=assignment.swapped),
        ),
    )


def rate_all(study: Study, answer: Callable[[Assignment], Answer]) -> None:
    """Answer all of a study's assignments, in each rater's own order."""
    assignments = Assignment.objects.filter(slot__study=study).select_related(
        "slot", "pair__first__arm", "pair__second__arm", "pair__table__table"
    )
    for assignment in assignments.order_by("slot__number", "position"):
        rate(assignment, answer(assignment))


def prefer(code: str, *, criteria: Sequence[str] = ()) -> Callable[[Assignment], Answer]:
    """Answer in favour of an arm wherever it is shown, and with a tie elsewhere."""

    def answer(assignment: Assignment) -> Answer:
        arms = [assignment.pair.first.arm.code, assignment.pair.second.arm.code]
        left, right = reversed(arms) if assignment.swapped else arms
        lean = "l" if code == left else "r" if code == right else "t"
        return Answer(
            verdict={"l": "1", "t": "3", "r": "5"}[lean], criteria=dict.fromkeys(criteria, lean), active_ms=40_000
        )

    return answer


def _invited(slot: Slot) -> User:
    email = slot.invitations.get(accepted_at=None, revoked_at=None).email
    return User.objects.filter(email=email).first() or make_person(email, "rater")
