"""Records of one study, at the lock and after the reveal, made once: the checks only read them."""

import copy
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from evaluator.models import Assignment, Candidate, Study, WriterGuess
from evaluator.steps.advance_study import lock_study
from evaluator.steps.analyse_ratings import analyse_ratings
from evaluator.steps.export_study import export_study
from evaluator.steps.judgement import Answer
from evaluator.steps.replace_text import replace_text
from evaluator.verify.reading import checked
from modelhub.steps.export_names import opened_key
from modelhub.steps.measure_blinding import measure_blinding
from modelhub.steps.reveal_study import reveal_study
from tests.exports import parsed
from tests.makers import make_person, make_run, make_study, make_tables, open_with_raters, rate, rate_all

Json = dict[str, Any]


@pytest.fixture(scope="session")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> tuple[Json, Json]:
    """Make a study with three arms, two of them with one equal text, with repeats, revisions and comments."""
    with django_db_blocker.unblock(), transaction.atomic():
        records = _records()
        transaction.set_rollback(True)
    return records


@pytest.fixture
def locked(made: tuple[Json, Json]) -> Json:
    """What the study's export says at the lock; free to be tampered with."""
    return copy.deepcopy(made[0])


@pytest.fixture
def revealed(made: tuple[Json, Json]) -> Json:
    """What it says after the reveal; free to be tampered with."""
    return copy.deepcopy(made[1])


def _records() -> tuple[Json, Json]:
    lead, tables = make_person("lead@example.org", "lead"), make_tables(6)
    runs = [make_run(model, tables, text=text) for model, text in MODELS]
    study = _equal_texts(
        make_study(lead, runs=runs, n_raters=2, criteria=["Clarity"], margin=Decimal("0.100"), n_repeats=2)
    )
    open_with_raters(study)
    rate_all(study, _answer)
    # The latest answer: where pairs come twice, earlier ones are settled.
    rate(Assignment.objects.filter(slot__study=study, slot__number=1).order_by("-answered_at", "-id")[0], Answer("3"))
    lock_study(study, actor=lead.email)
    analyse_ratings(study.pk)
    at_lock = parsed(export_study(study))
    for rater in study.raters.all():
        for number, arm in enumerate(study.arms.order_by("code")):
            WriterGuess.objects.create(rater=rater, arm=arm, kind=GUESSED[(number + rater.slot.number) % 3])
    reveal_study(study, actor=lead.email, reason="All is rated.")
    measure_blinding(study.pk)
    after = parsed(export_study(study, key=opened_key(study)))
    for record in (at_lock, after):
        checked(record, "made here")
    return at_lock, after


def _equal_texts(study: Study) -> Study:
    """Let two arms say the same of one table."""
    one, other = Candidate.objects.filter(arm__study=study).order_by("table_id", "arm__code")[:2]
    replace_text(other, column=None, text=one.description, actor="engineer@example.org", why="A slip.")
    for column, comment in enumerate(one.comments):
        replace_text(other, column=column, text=comment, actor="engineer@example.org", why="A slip.")
    return study


GUESSED = ("person", "large_model", "cant_tell")
MODELS = (("open-8b", "Holds the sales."), ("bespoke-1b", "Stores all sales."), ("careful", "One row a sale."))


def _answer(assignment: Assignment) -> Answer:
    n = assignment.position + assignment.slot.number
    comment = f"Too long at {assignment.position}" if n % 3 == 0 else ""
    if n % 7 == 0:
        return Answer(cant_judge="unclear_table", comment=comment)
    verdict = "012345"[n % 6]
    return Answer(
        verdict=verdict, criteria={"Clarity": "ltr"[n % 3]}, wrong=(("left", 1),), comment=comment, active_ms=900 * n
    )
