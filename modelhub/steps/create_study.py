"""A lead's choice of runs, tables and raters --> a draft Study with its arms in sealed envelopes."""

import random
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q

from evaluator.models import Arm, Candidate, Pair, Slot, SourceTable, Study, StudyTable, TableSet, User
from evaluator.planner import tell_planner
from evaluator.stats.design import TableStratum, random_codes, size_band, stratified_sample
from evaluator.steps.accept_candidates import PresentedText, accept_candidates
from evaluator.steps.build_pairs import build_pairs
from evaluator.steps.join_study import invite
from evaluator.steps.log_event import log_event
from modelhub.models import ArmKey, GenerationRun, StudyKey
from modelhub.steps.scan_study import scan_study
from modelhub.steps.seal_arms import texts_of

# Presented texts by run.
Texts: TypeAlias = Mapping[int, Sequence[PresentedText]]


class CannotCreate(Exception):
    """The study can't be made as asked; the text says why and what to do."""


class AlreadyCreated(Exception):
    """The draft is there: the same form was sent before."""


@dataclass(frozen=True, slots=True)
class StudyDraft:
    """Everything that a lead decides on; n_tables None takes all tables that every run documents."""

    name: str
    question: str
    runs: tuple[GenerationRun, ...]
    table_set: TableSet
    n_tables: int | None
    emails: tuple[str, ...]
    guideline: str = ""
    criteria: tuple[str, ...] = ()
    deadline: datetime | None = None
    margin: Decimal | None = None
    stops_early: bool = False
    n_repeats: int = 0
    # ({"kind": "not_worse" | "better" | "equivalent", "run": uuid, "than": uuid}, ...), sealed with the key.
    claims: tuple[dict[str, Any], ...] = ()
    simulated: bool = False
    seed: str = ""
    # The study's id is chosen with the form, so that a form sent twice can't make two.
    uuid: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, slots=True)
class InvitationLink:
    """A rater's address and the token of their link, known this once only."""

    email: str
    token: str


def create_study(draft: StudyDraft, *, lead: User) -> tuple[Study, Sequence[InvitationLink]]:
    """Store a draft with arms, tables, candidates, pairs and slots, and invite its raters.

    Raises CannotCreate, AlreadyCreated.
    """
    _check(draft, lead)
    texts = {run.pk: texts_of(run) for run in draft.runs}
    study, links = _store(draft, lead, texts)
    scan_study(study)
    return study, links


@transaction.atomic
def _store(draft: StudyDraft, lead: User, texts: Texts) -> tuple[Study, Sequence[InvitationLink]]:
    study = _new_study(draft)
    study.leads.add(lead)
    log_event(study, "study_created", actor=lead.email, n_arms=len(draft.runs))
    _choose_tables(study, draft)
    _make_arms(study, draft, texts)
    build_pairs(study)
    tell_planner(StudyTable, Candidate, Pair)
    return study, [_invite(study, number, email, lead) for number, email in enumerate(draft.emails, start=1)]


def _new_study(draft: StudyDraft) -> Study:
    settings = {
        "name": draft.name,
        "question": draft.question,
        "guideline": draft.guideline,
        "criteria": list(draft.criteria),
        "deadline": draft.deadline,
        "margin": draft.margin,
        "stops_early": draft.stops_early,
        "n_repeats": draft.n_repeats,
        "table_set": draft.table_set,
        "seed": draft.seed or secrets.token_hex(32),
        "simulated": draft.simulated,
    }
    study, is_new = Study.objects.get_or_create(uuid=draft.uuid, defaults=settings)
    if not is_new:
        raise AlreadyCreated
    return study


def tables_of_all(runs: Sequence[GenerationRun]) -> Sequence[SourceTable]:
    """Return the tables that every one of the runs was to document, in a fixed order.

    One on which a run failed is among them: leaving it out is the lead's decision, and logged.
    """
    tables = SourceTable.objects.filter(table_set=runs[0].table_set)
    for run in runs:
        documented, asked = (rows.values("table_id") for rows in (run.outputs, run.items))
        tables = tables.filter(Q(pk__in=documented) | Q(pk__in=asked))
    return list(tables.defer("original", "ddl", "sample_rows").order_by("digest"))


def n_without_text(runs: Sequence[GenerationRun], tables: Sequence[SourceTable]) -> int:
    """Return on how many of these tables some run has no text; a study of the runs opens without them only."""
    described = [set(run.outputs.exclude(description="").values_list("table_id", flat=True)) for run in runs]
    return sum(any(table.pk not in documented for documented in described) for table in tables)


def _check(draft: StudyDraft, lead: User) -> None:
    if len({run.pk for run in draft.runs}) < max(2, len(draft.runs)):
        raise CannotCreate("Choose two or more different runs to compare.")
    if any(run.state != GenerationRun.State.FINISHED for run in draft.runs):
        raise CannotCreate("Some run is not finished: wait for it, or let an engineer go on with it.")
    if any(run.table_set_id != draft.table_set.pk for run in draft.runs):
        raise CannotCreate(f"Some run documents another table set than {draft.table_set.name}.")
    if len({email.lower() for email in draft.emails}) < len(draft.emails):
        raise CannotCreate("An address stands twice among the raters.")
    if lead.email in {email.lower() for email in draft.emails}:
        raise CannotCreate(f"{lead.email} leads the study, so they can't rate in it.")


def _choose_tables(study: Study, draft: StudyDraft) -> None:
    tables = tables_of_all(draft.runs)
    wanted = len(tables) if draft.n_tables is None else draft.n_tables
    if not 1 <= wanted <= len(tables):
        n_set = SourceTable.objects.filter(table_set=draft.table_set).count()
        raise CannotCreate(
            f"{wanted or 'No'} tables asked for, {len(tables)} of the {n_set} in {draft.table_set.name} have texts from every arm."
        )
    strata = {table.digest: f"{table.domain} · {size_band(table.n_columns)}" for table in tables}
    chosen = set(
        stratified_sample(
            [TableStratum(digest, stratum) for digest, stratum in strata.items()], wanted, bytes.fromhex(study.seed)
        )
    )
    StudyTable.objects.bulk_create(
        StudyTable(study=study, table=table, stratum=strata[table.digest]) for table in tables if table.digest in chosen
    )


def _make_arms(study: Study, draft: StudyDraft, texts: Texts) -> None:
    seed = bytes.fromhex(study.seed)
    runs = list(draft.runs)
    # Which run gets which code is drawn, and rows are made in the order of the codes: neither ids nor codes tell.
    random.Random(f"{study.seed}|arms").shuffle(runs)  # noqa: S311
    for code, run in sorted(zip(random_codes(len(runs), seed), runs, strict=True), key=lambda pair: pair[0]):
        arm = Arm.objects.create(study=study, code=code)
        ArmKey.objects.create(arm=arm, run=run)
        accept_candidates(arm, texts[run.pk])
    StudyKey.objects.create(study=study, claims=list(draft.claims))


def _invite(study: Study, number: int, email: str, lead: User) -> InvitationLink:
    slot = Slot.objects.create(study=study, number=number)
    return InvitationLink(email, invite(slot, email, actor=lead.email))
