"""Runs of a programme --> the draft study that compares them, with its raters invited."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse

from evaluator.links import join_link
from evaluator.models import Study
from modelhub.guideline import default_guideline
from modelhub.models import GenerationRun, IdentityFinding
from modelhub.programme.journal import in_step
from modelhub.programme.plan import Programme
from modelhub.programme.preflight import Ready
from modelhub.programme.stopped import ProgrammeStopped
from modelhub.steps.create_study import AlreadyCreated, CannotCreate, StudyDraft, create_study

Say = Callable[[str], None]


def draft_study(programme: Programme, runs: Sequence[GenerationRun], ready: Ready, say: Say) -> None:
    """Make the draft, or find it. Raises ProgrammeStopped."""
    with in_step(programme, "study") as step:
        study = Study.objects.filter(uuid=step.uuid).first()
        if study is None:
            draft = StudyDraft(uuid=step.uuid, **_settings(programme, runs, ready))
            try:
                study, links = create_study(draft, lead=ready.lead)
            except CannotCreate as error:
                raise ProgrammeStopped(f"study: {error}") from error
            except AlreadyCreated:
                study, links = Study.objects.get(uuid=step.uuid), ()
            for link in links if not study.simulated else ():
                say(f"invited   {link.email}: {join_link(link.token)} (shown this once)")
        say(
            f"study     {study.name}: {study.get_state_display().lower()}, {settings.SITE_URL}{reverse('hub:draft', args=[study.uuid])}"
        )
        for line in _left(study):
            say(f"          {line}")


def _settings(programme: Programme, runs: Sequence[GenerationRun], ready: Ready) -> dict[str, Any]:
    plan = programme.study
    by_name = {run.model_version.name: str(run.uuid) for run in runs}
    return {
        "name": plan.name,
        "question": plan.question,
        "runs": tuple(runs),
        "table_set": ready.table_set,
        "n_tables": plan.n_tables,
        "emails": plan.raters,
        "guideline": default_guideline(),
        "criteria": plan.criteria,
        "margin": plan.margin and plan.margin.quantize(Decimal("0.001")),
        "n_repeats": plan.n_repeats,
        "claims": tuple(
            {"kind": claim.kind, "run": by_name[claim.version], "than": by_name[claim.than]} for claim in plan.claims
        ),
        "simulated": plan.simulated,
        "seed": plan.seed,
    }


def _left(study: Study) -> Iterator[str]:
    """Yield what people have to do before the draft can open."""
    if study.state != Study.State.DRAFT:
        return
    n_open = IdentityFinding.objects.filter(study=study, resolution=IdentityFinding.Resolution.OPEN).count()
    if n_open:
        yield f"{n_open:,} places in the texts may name a writer: an engineer decides on them first"
    yield "its lead opens it on its page, which says what is still in the way"
