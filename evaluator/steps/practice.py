"""Two practice pairs before the first real one: part of the program, the same for everybody, never counted."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from evaluator.models import Rater
from evaluator.steps.blind_pair import BlindPair, ColumnRow, Progress, TableView
from evaluator.steps.judgement import Answer
from evaluator.steps.rater_scope import NotYours, own_rater

FILE = Path(__file__).resolve().parents[2] / "fixtures" / "practice.json"
NO_ID = UUID(int=0)


@dataclass(frozen=True, slots=True)
class PracticePair:
    """One practice pair; `hint` says what the page's choices mean, and never which side is better."""

    number: int
    n_pairs: int
    hint: str
    pair: BlindPair


def practice_pair(*, user_id: int, study_id: UUID, number: int) -> PracticePair:
    """Return practice pair 1 or 2 with the study's question and criteria. Raises NotYours."""
    study, entries = own_rater(user_id, study_id).study, _entries()
    if not 1 <= number <= len(entries):
        raise NotYours
    entry = entries[number - 1]
    pair = BlindPair(
        assignment_id=NO_ID,
        study_id=study.uuid,
        question=study.question,
        table=TableView(entry["name"], entry["dialect"], entry["key"], entry["ddl"], (), ()),
        left=entry["left"],
        right=entry["right"],
        columns=tuple(
            ColumnRow(index, name, type_, tuple(keys.split()), nullable, left, right)
            for index, (name, type_, keys, nullable, left, right) in enumerate(entry["columns"])
        ),
        criteria=tuple(study.criteria),
        answer=Answer(),
        base_revision=0,
        submission_key=NO_ID,
        side_token="",
        progress=Progress(n_done=number - 1, n_total=len(entries), minutes_left=None),
    )
    return PracticePair(number, len(entries), entry["hint"], pair)


def has_practised(*, user_id: int, study_id: UUID) -> bool:
    """Tell whether the person has done the practice pairs of this study. Raises NotYours."""
    return own_rater(user_id, study_id).practised_at is not None


@transaction.atomic
def finish_practice(*, user_id: int, study_id: UUID) -> None:
    """Note that the person has practised for this study. Raises NotYours."""
    rater = own_rater(user_id, study_id)
    Rater.objects.filter(pk=rater.pk, practised_at=None).update(practised_at=timezone.now())


@cache
def _entries() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
    return entries
