"""A version of a programme x its tables --> a finished run: by a model, by the built-in rules, or one that is there."""

from collections.abc import Callable

from evaluator.canonical import sha256_hex
from modelhub.models import GenerationRun, ModelVersion, ProgrammeStep, PromptTemplate
from modelhub.programme.journal import in_step
from modelhub.programme.plan import CandidatePlan, Programme
from modelhub.programme.preflight import Ready
from modelhub.programme.stopped import ProgrammeStopped
from modelhub.steps.end_run import CannotResume, resume_run
from modelhub.steps.run_rules import RULES, run_rules
from modelhub.steps.start_run import CannotStart, RunOrder
from modelhub.steps.start_run_once import start_run_once
from modelhub.steps.store_prompt import store_built_in_prompts
from modelhub.steps.work_here import generate_here

State = GenerationRun.State


def generate(programme: Programme, name: str, ready: Ready, say: Callable[[str], None]) -> GenerationRun:
    """Return the finished run of one version. Raises ProgrammeStopped."""
    plan = next((one for one in programme.candidates if one.version == name), None)
    plan = plan or CandidatePlan(name, programme.training.prompt)
    with in_step(programme, f"generate {name}") as step:
        run = _begun(plan, ready, step)
        generate_here(run)
        if run.state != State.FINISHED:
            raise ProgrammeStopped(f"run of {name}: {run.problem or 'it was cancelled.'}")
        failed = (
            f", {run.n_failed:,} failed: the lead leaves them out, or an engineer tries them again"
            if run.n_failed
            else ""
        )
        say(f"generate  {name}: {run.n_outputs:,} tables documented{failed}")
    return run


def run_of(step: ProgrammeStep) -> GenerationRun | None:
    """Return the run that a step ordered; None for the rules and for runs that were there."""
    return GenerationRun.objects.filter(order_key=_key_digest(step)).first()


def _begun(plan: CandidatePlan, ready: Ready, step: ProgrammeStep) -> GenerationRun:
    if plan.version == RULES.name:
        return run_rules(ready.table_set)
    version = ModelVersion.objects.get(name=plan.version)
    if not version.generates:
        return _there_already(version, ready)
    run = run_of(step) or _ordered(plan, version, ready, step)
    if run.state in (State.STOPPED, State.CANCELLED):
        try:
            resume_run(run, budget_usd=None if plan.budget_usd == run.budget_usd else plan.budget_usd)
        except CannotResume as error:
            raise ProgrammeStopped(f"run of {plan.version}: {error}") from error
        run.refresh_from_db()
    return run


def _ordered(plan: CandidatePlan, version: ModelVersion, ready: Ready, step: ProgrammeStep) -> GenerationRun:
    store_built_in_prompts()
    # The newest version of the template; from now on the run keeps it.
    prompt = PromptTemplate.objects.filter(name=plan.prompt).order_by("-version").first()
    if prompt is None:
        raise ProgrammeStopped(f"No prompt template is called {plan.prompt} any more.")
    order = RunOrder(
        version, ready.table_set, prompt, budget_usd=plan.budget_usd, created_by=ready.lead, key=_key(step)
    )
    try:
        return start_run_once(order)[0]
    except CannotStart as error:
        raise ProgrammeStopped(f"run of {plan.version}: {error}") from error


def _there_already(version: ModelVersion, ready: Ready) -> GenerationRun:
    finished = version.runs.filter(table_set=ready.table_set, state=State.FINISHED, n_outputs__gt=0)
    run = finished.order_by("-id").first()
    if run is None:
        raise ProgrammeStopped(f"{version.name} has no texts about {ready.table_set.name}: manage.py import_outputs")
    return run


def _key(step: ProgrammeStep) -> str:
    return f"programme step {step.uuid}"


def _key_digest(step: ProgrammeStep) -> str:
    return sha256_hex(_key(step).encode())
