"""The demo's two studies: one open, ready to rate, and one that simulated raters have been through to the reveal.

Each part of a study is looked up before it is made, so that a load that was killed goes on where it ended.
"""

from collections.abc import Mapping, Sequence

from evaluator.canonical import sha256_hex
from evaluator.models import Figure, Study, User
from evaluator.stats.simulate import SimulatedVote, simulate_votes
from evaluator.steps.assign_raters import draw_schedule
from evaluator.steps.join_study import enrol
from modelhub.demo.content import CRITERIA, LEAD, MARGIN, RATERS, SIMULATED
from modelhub.demo.simulated_raters import carry_through
from modelhub.demo.writers import Writers
from modelhub.guideline import DEFAULT_QUESTION, default_guideline
from modelhub.models import ArmKey, GenerationRun
from modelhub.steps.create_study import StudyDraft, create_study
from modelhub.steps.draw_named_figures import NAMED_FOREST
from modelhub.steps.open_study import open_study

OPEN_NAME, REVEALED_NAME = "Demo: ready to rate", "Demo: rehearsal with simulated raters"
N_REPEATS = 6
# Planted truth of the rehearsal, in units of one vote's noise.
QUALITY = {"reference": 0.7, "careless": 0.1, "schema-rules": -0.4}
# Fixed, so that the rehearsal looks alike wherever it is loaded; it hides nothing, being revealed from the start.
REHEARSAL_SEED = sha256_hex(b"blindbench rehearsal")


def is_complete() -> bool:
    """Tell whether the last part is there."""
    return Figure.objects.filter(analysis__study__name=REVEALED_NAME, name=NAMED_FOREST).exists()


def add_open_study(writers: Writers, people: Mapping[str, User]) -> Study:
    """Reference against schema-rules on all tables, four raters enrolled."""
    runs = (writers.reference, writers.rules)
    draft = _draft(OPEN_NAME, runs, RATERS)
    return _opened(draft, people)


def add_revealed_study(writers: Writers, people: Mapping[str, User]) -> Study:
    """All three writers, rated by a program that every page and export names as such."""
    runs = (writers.reference, writers.rules, writers.careless)
    study = _opened(_draft(REVEALED_NAME, runs, SIMULATED, simulated=True), people)
    return carry_through(study, _votes, actor=LEAD)


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
    lead = people[LEAD]
    study = Study.objects.filter(name=draft.name, leads=lead).first() or create_study(draft, lead=lead)[0]
    if study.state != Study.State.DRAFT:
        return study
    for slot, email in zip(study.slots.order_by("number"), draft.emails, strict=True):
        if not slot.raters.exists():
            enrol(people[email], slot)
    open_study(study, actor=LEAD)
    return Study.objects.get(pk=study.pk)


def _votes(study: Study) -> Sequence[SimulatedVote]:
    """Return the program's votes: the same however often they are drawn."""
    names = ArmKey.objects.filter(arm__study=study).values_list("arm__code", "run__model_version__name")
    return simulate_votes(
        draw_schedule(study),
        quality={code: QUALITY[name] for code, name in names},
        table_sd=0.8,
        rater_sd=0.2,
        tie_width=0.35,
        position_bias=0.05,
        seed=bytes.fromhex(study.seed),
    )
