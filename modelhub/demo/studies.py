"""The demo's two studies: one open, ready to rate, and one that simulated raters have been through to the reveal."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import uuid4

from evaluator.canonical import sha256_hex
from evaluator.models import Assignment, Study, User
from evaluator.stats.simulate import SimulatedVote, simulate_votes
from evaluator.steps.advance_study import lock_study
from evaluator.steps.analyse_ratings import analyse_ratings
from evaluator.steps.assign_raters import draw_schedule
from evaluator.steps.finish_ratings import close_ratings
from evaluator.steps.join_study import enrol
from evaluator.steps.judgement import VERDICT_OF_GRADE, Answer, Judgement
from evaluator.steps.record_rating import record_rating
from evaluator.steps.shown_side import side_token
from modelhub.demo.content import CRITERIA, LEAD, RATERS, SIMULATED
from modelhub.demo.writers import Writers
from modelhub.guideline import DEFAULT_QUESTION, default_guideline
from modelhub.models import ArmKey, GenerationRun
from modelhub.steps.create_study import StudyDraft, create_study
from modelhub.steps.draw_named_figures import draw_named_figures
from modelhub.steps.measure_blinding import measure_blinding
from modelhub.steps.open_study import open_study
from modelhub.steps.reveal_study import reveal_study

OPEN_NAME, REVEALED_NAME = "Demo: ready to rate", "Demo: rehearsal with simulated raters"
MARGIN = Decimal("0.100")
N_REPEATS = 6
# Planted truth of the rehearsal, in units of one vote's noise.
QUALITY = {"reference": 0.7, "careless": 0.1, "schema-rules": -0.4}
# Fixed, so that the rehearsal looks alike wherever it is loaded; it hides nothing, being revealed from the start.
REHEARSAL_SEED = sha256_hex(b"blindbench rehearsal")


def add_open_study(writers: Writers, people: Mapping[str, User]) -> Study:
    """Reference against schema-rules on all tables, four raters enrolled."""
    runs = (writers.reference, writers.rules)
    draft = _draft(OPEN_NAME, runs, RATERS)
    return _opened(draft, people)


def add_revealed_study(writers: Writers, people: Mapping[str, User]) -> Study:
    """All three writers, rated by a program that every page and export names as such."""
    runs = (writers.reference, writers.rules, writers.careless)
    study = _opened(_draft(REVEALED_NAME, runs, SIMULATED, simulated=True), people)
    _rate(study)
    lock_study(study, actor=LEAD)
    analyse_ratings(study.pk)
    reveal_study(Study.objects.get(pk=study.pk), actor=LEAD, reason="All simulated raters are done.")
    measure_blinding(study.pk)
    draw_named_figures(study.pk)
    return study


def _draft(
    name: str, runs: tuple[GenerationRun, ...], emails: tuple[str, ...], *, simulated: bool = False
) -> StudyDraft:
    return StudyDraft(
        name=name,
        question=DEFAULT_QUESTION,
        runs=runs,
        table_set=runs[0].table_set,
        n_tables=None,
        emails=emails,
        guideline=default_guideline(),
        criteria=CRITERIA,
        margin=MARGIN,
        n_repeats=N_REPEATS if simulated else 0,
        claims=({"kind": "better", "run": str(runs[0].uuid), "than": str(runs[1].uuid)},),
        simulated=simulated,
        seed=REHEARSAL_SEED if simulated else "",
    )


def _opened(draft: StudyDraft, people: Mapping[str, User]) -> Study:
    study, _ = create_study(draft, lead=people[LEAD])
    for slot, email in zip(study.slots.order_by("number"), draft.emails, strict=True):
        enrol(people[email], slot)
    open_study(study, actor=LEAD)
    return Study.objects.get(pk=study.pk)


def _rate(study: Study) -> None:
    """Let the program answer every assignment through the same step that people's answers take."""
    names = ArmKey.objects.filter(arm__study=study).values_list("arm__code", "run__model_version__name")
    votes = simulate_votes(
        draw_schedule(study),
        quality={code: QUALITY[name] for code, name in names},
        table_sd=0.8,
        rater_sd=0.2,
        tie_width=0.35,
        position_bias=0.05,
        seed=bytes.fromhex(study.seed),
    )
    assignments = Assignment.objects.filter(slot__study=study).select_related("slot", "pair__first", "pair__second")
    placed = {(assignment.slot.number, assignment.position): assignment for assignment in assignments}
    raters = dict(study.raters.values_list("slot__number", "user_id"))
    for vote in votes:
        assignment = placed[vote.item.slot, vote.item.position]
        judgement = _judgement(assignment, vote)
        record_rating(user_id=raters[vote.item.slot], assignment_id=assignment.uuid, judgement=judgement)
    for user_id in raters.values():
        close_ratings(user_id=user_id, study_id=study.uuid)


def _judgement(assignment: Assignment, vote: SimulatedVote) -> Judgement:
    grade = (vote.grade or 0) * (-1 if assignment.swapped else 1)
    return Judgement(
        answer=Answer(verdict="0" if vote.both_bad else VERDICT_OF_GRADE[grade], active_ms=vote.active_ms),
        submission_key=uuid4(),
        base_revision=0,
        side_token=side_token(assignment, swapped=assignment.swapped),
    )
