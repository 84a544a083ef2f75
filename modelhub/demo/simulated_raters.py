"""Votes of a program --> a study that went from open to revealed, by the same steps that people's answers take.

Each part is looked up before it is made, so that one that was killed goes on where it ended.
"""

from collections.abc import Callable, Iterator, Sequence
from uuid import uuid4

from django.db import transaction

from evaluator.models import Assignment, Study
from evaluator.stats.simulate import SimulatedVote
from evaluator.steps.advance_study import lock_study
from evaluator.steps.analyse_ratings import analyse_ratings
from evaluator.steps.finish_ratings import close_ratings
from evaluator.steps.judgement import VERDICT_OF_GRADE, Answer, Judgement
from evaluator.steps.record_rating import record_rating
from evaluator.steps.shown_side import side_token
from modelhub.steps.draw_named_figures import draw_named_figures
from modelhub.steps.measure_blinding import measure_blinding
from modelhub.steps.reveal_study import reveal_study

# Answers per transaction: one by one each would wait for the disk.
BATCH = 50


def carry_through(study: Study, votes_on: Callable[[Study], Sequence[SimulatedVote]], *, actor: str) -> Study:
    """Rate, lock, analyse and reveal an open study of simulated raters. `votes_on` must give the same at every call."""
    if study.state == Study.State.OPEN:
        _rate(study, votes_on(study))
        lock_study(study, actor=actor)
    analyse_ratings(study.pk)
    study = Study.objects.get(pk=study.pk)
    if study.state == Study.State.LOCKED:
        reveal_study(study, actor=actor, reason="All simulated raters are done.")
    measure_blinding(study.pk)
    draw_named_figures(study.pk)
    return study


def _rate(study: Study, drawn: Sequence[SimulatedVote]) -> None:
    """Let the program answer every assignment that it has not answered yet."""
    assignments = Assignment.objects.filter(slot__study=study, revision=0)
    unanswered = {
        (one.slot.number, one.position): one
        for one in assignments.select_related("slot", "pair__first", "pair__second")
    }
    raters = dict(study.raters.values_list("slot__number", "user_id"))
    votes = [vote for vote in drawn if (vote.item.slot, vote.item.position) in unanswered]
    for batch in _batches(votes):
        with transaction.atomic():
            for vote in batch:
                assignment = unanswered[vote.item.slot, vote.item.position]
                judgement = _judgement(assignment, vote)
                record_rating(user_id=raters[vote.item.slot], assignment_id=assignment.uuid, judgement=judgement)
    for user_id in raters.values():
        close_ratings(user_id=user_id, study_id=study.uuid)


def _batches(votes: Sequence[SimulatedVote]) -> Iterator[Sequence[SimulatedVote]]:
    for start in range(0, len(votes), BATCH):
        yield votes[start : start + BATCH]


def _judgement(assignment: Assignment, vote: SimulatedVote) -> Judgement:
    grade = (vote.grade or 0) * (-1 if assignment.swapped else 1)
    return Judgement(
        answer=Answer(verdict="0" if vote.both_bad else VERDICT_OF_GRADE[grade], active_ms=vote.active_ms),
        submission_key=uuid4(),
        base_revision=0,
        side_token=side_token(assignment, swapped=assignment.swapped),
    )
