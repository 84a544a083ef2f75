"""A rater's own studies and own answers, as lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import QuerySet

from evaluator.models import Assignment, Rater, Study
from evaluator.steps.blind_pair import Progress
from evaluator.steps.finish_ratings import takes_guesses
from evaluator.steps.judgement import Answer, answer_of_rating
from evaluator.steps.open_again import n_open_again, open_again
from evaluator.steps.present_pair import progress_of
from evaluator.steps.rater_scope import n_rated_by, own_rater


@dataclass(frozen=True, slots=True)
class OwnStudy:
    """One study as its rater sees it; state is open, done (all rated), closed (by the rater), locked, revealed or replaced.

    After a replacement `progress.n_done` counts what the person rated themselves. What the rater has closed is locked once it is analysed: until then the last question can be answered.
    """

    study_id: UUID
    name: str
    question: str
    guideline: str
    deadline: datetime | None
    simulated: bool
    state: str
    practised: bool
    guessed: bool
    report_shared: bool
    # How many of the latest answers can be opened again; None means all.
    n_open_again: int | None
    progress: Progress


@dataclass(frozen=True, slots=True)
class OwnRating:
    """One line of the rater's history."""

    assignment_id: UUID
    table: str
    n_columns: int
    answered_at: datetime
    revision: int
    answer: Answer
    active_ms: int


def own_studies(*, user_id: int) -> Sequence[OwnStudy]:
    """Return all studies that the person rates in: those with work left first, then by deadline."""
    raters = Rater.objects.select_related("study").filter(user_id=user_id)
    shown = raters.exclude(study__state=Study.State.DRAFT).filter(study__archived_at=None)
    studies = [_own_study(rater) for rater in shown]
    far = datetime.max.replace(tzinfo=UTC)
    return sorted(
        studies,
        key=lambda s: (s.state != "open", s.deadline or far, s.name),
    )


def n_not_opened(*, user_id: int) -> int:
    """Return in how many studies the person has a place that have not opened yet; their names are not told."""
    waiting = Rater.objects.filter(user_id=user_id, left_at=None, study__state=Study.State.DRAFT)
    return waiting.filter(study__archived_at=None).count()


def own_study(*, user_id: int, study_id: UUID) -> OwnStudy:
    """Return one study that the person rates in. Raises NotYours."""
    return _own_study(own_rater(user_id, study_id))


def own_ratings(*, user_id: int, study_id: UUID) -> Sequence[OwnRating]:
    """Return the person's answers, newest first: while they can be changed, those that can. Raises NotYours."""
    rater = own_rater(user_id, study_id)
    answered = (
        _listed(rater)
        .distinct()
        .select_related("pair__table__table")
        .only("uuid", "swapped", "revision", "answered_at", "pair__table__table__name", "pair__table__table__n_columns")
        .prefetch_related("ratings")
        .order_by("-answered_at")
    )
    return [_own_rating(assignment) for assignment in answered]


def _listed(rater: Rater) -> QuerySet[Assignment]:
    answered = Assignment.objects.filter(slot_id=rater.slot_id, ratings__rater=rater)
    study = rater.study
    if not study.n_repeats or rater.closed_at is not None or study.state != Study.State.OPEN:
        return answered
    return answered.filter(pk__in=[pk for pk, _ in open_again(rater.slot_id, rater.pk, n_repeats=study.n_repeats)])


def _own_rating(assignment: Assignment) -> OwnRating:
    ratings = {rating.revision: rating for rating in assignment.ratings.all()}
    table = assignment.pair.table.table
    assert assignment.answered_at is not None, "an assignment with a revision has been answered"
    return OwnRating(
        assignment_id=assignment.uuid,
        table=table.name,
        n_columns=table.n_columns,
        answered_at=assignment.answered_at,
        revision=assignment.revision,
        answer=answer_of_rating(ratings[assignment.revision], swapped=assignment.swapped),
        active_ms=sum(rating.active_ms or 0 for rating in ratings.values()),
    )


def _own_study(rater: Rater) -> OwnStudy:
    study, progress = rater.study, _progress(rater)
    return OwnStudy(
        study_id=study.uuid,
        name=study.name,
        question=study.question,
        guideline=study.guideline,
        deadline=study.deadline,
        simulated=study.simulated,
        state=_state(rater, progress),
        practised=rater.practised_at is not None,
        guessed=rater.guesses.exists(),
        report_shared=study.state == Study.State.REVEALED and study.shared_with_raters,
        n_open_again=n_open_again(study.n_repeats),
        progress=progress,
    )


def _progress(rater: Rater) -> Progress:
    progress = progress_of(rater.slot_id, rater.pk)
    return progress if rater.left_at is None else Progress(n_rated_by(rater.pk), progress.n_total, None)


def _state(rater: Rater, progress: Progress) -> str:
    if rater.left_at is not None:
        return "replaced"
    if rater.closed_at is not None and takes_guesses(rater.study):
        return "closed"
    if rater.study.state != Study.State.OPEN:
        return str(rater.study.state)
    return "done" if progress.n_done == progress.n_total else "open"
