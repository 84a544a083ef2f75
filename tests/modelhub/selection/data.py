"""Versions with a price and revealed studies of them, for tests of the selection."""

from collections.abc import Callable
from decimal import Decimal

from evaluator.models import Assignment, Study, User
from evaluator.steps.advance_study import lock_study
from evaluator.steps.analyse_ratings import analyse_ratings
from evaluator.steps.judgement import Answer
from modelhub.models import GenerationRun, LedgerEntry, ModelVersion
from modelhub.steps.register_model import ModelCard, register_model
from modelhub.steps.reveal_study import reveal_study
from tests.locked import code_of
from tests.makers import make_run, make_study, make_tables, open_with_raters, prefer, rate_all

PRICED = {"quill-7b": "0.25", "otter-mini": "2.00", "heron-70b": "40"}


def priced(name: str, cost: str, *, source: str = "endpoint") -> ModelVersion:
    """Give a version a run by a model over 1,000 tables that cost so many dollars."""
    version, _ = register_model(ModelCard(name=name, kind=ModelVersion.Kind.LARGE_MODEL, licence="Apache-2.0"))
    ModelVersion.objects.filter(pk=version.pk).update(source=source)
    run = GenerationRun.objects.create(
        model_version=version,
        table_set=make_tables(0, name=f"priced {name} {GenerationRun.objects.count()}"),
        source=GenerationRun.Source.MODEL,
        origin="test",
        n_items=1000,
        n_done=990,
        n_failed=10,
        n_tokens_in=800_000,
        n_tokens_out=300_000,
        worker_seconds=600,
        cost_usd=Decimal(cost),
        p50_s=0.52,
        p95_s=1.9,
    )
    LedgerEntry.objects.create(run=run, what="work", amount=1, unit="x", cost_usd=Decimal(cost), price={"of": name})
    version.refresh_from_db()
    return version


def judged(
    lead: User,
    *names: str,
    best: str,
    name: str = "Autumn study",
    n_tables: int = 8,
    margin: str | None = None,
    simulated: bool = False,
    reveal: bool = True,
    answer: Callable[[Assignment], Answer] | None = None,
) -> Study:
    """Lock and analyse a study of these versions, whose two raters prefer the best one everywhere, and reveal it."""
    tables = make_tables(n_tables, name=name.replace(" ", "_"))
    runs = [make_run(one, tables, text=f"Wording number {at} of it.") for at, one in enumerate(names)]
    study = make_study(
        lead, runs=runs, margin=None if margin is None else Decimal(margin), simulated=simulated, name=name
    )
    open_with_raters(study)
    rate_all(study, answer or prefer(code_of(study, best)))
    lock_study(study, actor=lead.email)
    analyse_ratings(study.pk)
    study = Study.objects.get(pk=study.pk)
    if reveal:
        reveal_study(study, actor=lead.email, reason="The numbers are in.")
        study.refresh_from_db()
    return study
