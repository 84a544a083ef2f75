"""A rater closes their ratings, then says what kind of writer they took each arm for."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from evaluator.models import Analysis, Arm, Assignment, Candidate, Rater, Study, WriterGuess
from evaluator.steps.log_event import log_event
from evaluator.steps.rater_scope import NotOpen, own_rater

N_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Sample:
    """One description by a writer, with the table's name."""

    table: str
    text: str


@dataclass(frozen=True, slots=True)
class Writer:
    """One arm without its code: a letter drawn for this rater, and a few of its texts."""

    letter: str
    samples: tuple[Sample, ...]


@transaction.atomic
def close_ratings(*, user_id: int, study_id: UUID) -> None:
    """Close the person's ratings for good; closing twice changes nothing. Raises NotYours, NotOpen when not all is rated.

    The samples of the last question show which texts belong together, so nothing can be revised after it is asked.
    """
    # The lock comes first: of two at once, the second finds the ratings closed, and a locked study stays as it is.
    Study.objects.select_for_update().filter(uuid=study_id).first()
    rater = own_rater(user_id, study_id)
    if rater.closed_at is not None:
        return
    if rater.study.state != Study.State.OPEN:
        raise NotOpen("locked")
    if Assignment.objects.filter(slot_id=rater.slot_id, revision=0).exists():
        raise NotOpen("unfinished")
    Rater.objects.filter(pk=rater.pk).update(closed_at=timezone.now())
    log_event(rater.study, "rater_closed", actor=rater.code)


def writers(*, user_id: int, study_id: UUID) -> Sequence[Writer]:
    """Return the arms in an order drawn for this rater. Raises NotYours, NotOpen before the ratings are closed."""
    rater = own_rater(user_id, study_id)
    if rater.closed_at is None:
        raise NotOpen("unfinished")
    tables = list(rater.study.tables.order_by("block", "id").values_list("id", flat=True)[:N_SAMPLES])
    return [_writer(letter, arm, tables) for letter, arm in _lettered(rater).items()]


@transaction.atomic
def record_guesses(*, user_id: int, study_id: UUID, guesses: Mapping[str, str]) -> None:
    """Store one guess per letter; a second submission changes nothing. Raises NotYours, NotOpen.

    A study may be locked meanwhile; once it is analysed, the report can be read and takes no more guesses.
    """
    # The analysis is stored under the same lock: what is counted beside it stays as it is.
    Study.objects.select_for_update().filter(uuid=study_id).first()
    rater = own_rater(user_id, study_id)
    if rater.closed_at is None:
        raise NotOpen("unfinished")
    if not takes_guesses(rater.study):
        raise NotOpen("question_closed")
    for letter, arm in _lettered(rater).items():
        WriterGuess.objects.get_or_create(rater=rater, arm=arm, defaults={"kind": guesses[letter]})


def takes_guesses(study: Study) -> bool:
    """Tell whether the last question is open: from the study's opening until its analysis is stored."""
    if study.state == Study.State.LOCKED:
        return not Analysis.objects.filter(study=study).exists()
    return study.state == Study.State.OPEN


def _lettered(rater: Rater) -> dict[str, Arm]:
    arms = list(rater.study.arms.order_by("code"))
    # Seeded with what is secret and the rater's own: the letter says nothing about the code.
    random.Random(f"{rater.study.seed}|letters|{rater.code}").shuffle(arms)  # noqa: S311
    return dict(zip("ABCDEFGHIJ", arms, strict=False))


def _writer(letter: str, arm: Arm, tables: Sequence[int]) -> Writer:
    candidates = Candidate.objects.filter(arm=arm, table__in=tables).select_related("table__table").order_by("table_id")
    return Writer(letter, tuple(Sample(candidate.table.table.name, candidate.description) for candidate in candidates))
