"""A locked study with known answers, for tests of the analysis, the report and the exports."""

from collections.abc import Callable
from decimal import Decimal

from evaluator.models import Arm, Assignment, Study, User
from evaluator.steps.advance_study import lock_study
from evaluator.steps.analyse_ratings import analyse_ratings
from evaluator.steps.judgement import Answer
from modelhub.models import ArmKey
from modelhub.steps.reveal_study import reveal_study
from tests.makers import make_person, make_run, make_study, make_tables, open_with_raters, prefer, rate_all

TEXTS = {"quill-7b": "Wording of the first kind.", "otter-mini": "Wording of the second kind."}


def locked_study(
    *,
    answer: Callable[[str], Callable[[Assignment], Answer]] = prefer,
    margin: Decimal | None = Decimal("0.10"),
    n_tables: int = 6,
    criteria: tuple[str, ...] = (),
    claim: str = "better",
    simulated: bool = False,
    **models: str,
) -> tuple[Study, User]:
    """Lock a study of quill-7b against otter-mini (or the given models) by two raters, without its analysis.

    `answer` is called with quill-7b's code and says how each assignment is answered; the default prefers quill-7b.
    """
    tables = make_tables(n_tables)
    runs = [make_run(name, tables, text=text) for name, text in (models or TEXTS).items()]
    lead = make_person("lead@example.org", "lead")
    claims = [{"kind": claim, "run": str(runs[0].uuid), "than": str(runs[1].uuid)}]
    study = make_study(lead, runs=runs, margin=margin, criteria=criteria, claims=claims, simulated=simulated)
    open_with_raters(study)
    rate_all(study, answer(code_of(study, runs[0].model_version.name)))
    lock_study(study, actor=lead.email)
    study.refresh_from_db()
    return study, lead


def analysed_study(**options: object) -> tuple[Study, User]:
    """Lock and analyse a study."""
    study, lead = locked_study(**options)  # type: ignore[arg-type]  # passed through as they are
    analyse_ratings(study.pk)
    return Study.objects.get(pk=study.pk), lead


def revealed_study(**options: object) -> tuple[Study, User]:
    """Lock, analyse and reveal a study."""
    study, lead = analysed_study(**options)
    reveal_study(study, actor=lead.email, reason="The numbers are in.")
    study.refresh_from_db()
    return study, lead


def code_of(study: Study, model: str) -> str:
    """Open the envelope for a test: the code of a model's arm."""
    return Arm.objects.get(study=study, pk__in=ArmKey.objects.filter(run__model_version__name=model).values("arm")).code
