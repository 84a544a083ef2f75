"""manage.py ablate_prompt VERSION: the long and the short prompt over the same tables, and what the short one saves."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evaluator.models import TableSet
from modelhub.ablation import AIM_PERCENT, N_COMPARED, Ablation, Side, ablation_of, descriptions_and_comments
from modelhub.demo.content import SET_NAME
from modelhub.engine.prompts import LONG, SHORT
from modelhub.engine.prompts import PromptTemplate as EnginePrompt
from modelhub.engine.text_model import GenerationConfig, Sampling
from modelhub.engine.text_overlap import Difference
from modelhub.models import GenerationRun, ModelVersion, PromptTemplate
from modelhub.steps.begin_ablation import AblationOrder, begin_ablation
from modelhub.steps.end_run import CannotResume
from modelhub.steps.run_generation import run_generation
from modelhub.steps.run_states import WORKED_ON, State
from modelhub.steps.start_run import CannotStart
from modelhub.steps.store_prompt import store_prompt
from modelhub.steps.worker_card import worker_name
from modelhub.tasks import wake

LOOK_EVERY_S = 1.0


class Command(BaseCommand):
    """Killed or stopped, the same command goes on with the runs that it began; finished ones are used again."""

    help = "Let a version document the test tables by a long and by a short prompt, and say what the short one saves."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("version", metavar="VERSION", help="name of the version to ask")
        parser.add_argument("--tables", default=SET_NAME, metavar="SET", help=f"the table set (default {SET_NAME})")
        parser.add_argument(
            "--long", metavar="PROMPT", help="a stored prompt: NAME, “NAME v2”, or the start of a digest"
        )
        parser.add_argument("--short", metavar="PROMPT", help="the same; both default to those of the program")
        parser.add_argument("--free", action="store_true", help="do not force the form of the answer (local models)")
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument(
            "--again", action="store_true", help="start two new runs even where finished ones are there"
        )
        parser.add_argument("--queue", action="store_true", help="leave the runs to a worker")

    def handle(self, *args: Any, **options: Any) -> None:
        order = _order(options)
        try:
            runs = begin_ablation(order, again=options["again"])
        except (CannotStart, CannotResume) as error:
            raise CommandError(str(error)) from error
        if options["queue"] and any(run.state in WORKED_ON for run in runs):
            wake(runs[0].queue)
            self.stdout.write("Queued both runs. The same command, without --again, reports once they are finished.")
            return
        for run in runs:
            self._work_on(run)
        ablation = ablation_of(*runs)
        assert ablation is not None, "the order is of one version, one set and two prompts"
        for line in _report(ablation):
            self.stdout.write(line)

    def _work_on(self, run: GenerationRun) -> None:
        while run_generation(run.pk, worker=worker_name(), queue=run.queue):
            time.sleep(LOOK_EVERY_S)  # It gave way to a more urgent run, or another worker has it in hand.
        run.refresh_from_db()
        if run.state != State.FINISHED:
            problem = run.problem or "It was cancelled."
            raise CommandError(f"{run.model_version} by {run.origin}: {problem}\nRun the command again to go on.")


def _order(options: dict[str, Any]) -> AblationOrder:
    version = ModelVersion.objects.filter(name=options["version"]).first()
    if version is None:
        raise CommandError(f"No version is called {options['version']}. Register it first.")
    table_set = TableSet.objects.filter(name=options["tables"]).first()
    if table_set is None:
        raise CommandError(f"No table set is called {options['tables']}: name one with --tables, or import one.")
    sampling = replace(Sampling(), seed=options["seed"])
    return AblationOrder(
        version,
        table_set,
        long=_prompt(options["long"], LONG),
        short=_prompt(options["short"], SHORT),
        config=GenerationConfig(sampling=sampling, forced=not options["free"]),
    )


def _prompt(name: str | None, built_in: EnginePrompt) -> PromptTemplate:
    """Return the stored template that is meant, the newest version where none is said."""
    if name is None:
        return store_prompt(built_in)[0]
    plain, _, version = name.rpartition(" v")
    stored = PromptTemplate.objects.order_by("-version")
    found = stored.filter(name=name).first()
    if found is None and plain and version.isdecimal() and len(version) < 9:
        found = stored.filter(name=plain, version=int(version)).first()
    if found is None and len(name) >= 8:
        found = stored.filter(digest__startswith=name).first()
    if found is None:
        raise CommandError(f"No prompt is called {name}. Write one on the page Prompts.")
    return found


def _report(ablation: Ablation) -> Iterator[str]:
    run = ablation.long.run
    yield f"{run.model_version} on {run.table_set.name}, {run.n_items:,} tables"
    yield f"{'':34}{'long':>14}{'short':>14}"
    for label, values in _rows(ablation):
        yield f"{label:34}{values[0]:>14}{values[1]:>14}"
    yield f"price: {'; '.join(ablation.prices) or 'none for some of the work'}"
    if ablation.saved_percent is not None:
        yield f"input tokens saved: {ablation.saved_percent:.1f} % (aim: {AIM_PERCENT} %)"
    if ablation.cost_percent is not None:
        yield f"cost saved: {ablation.cost_percent:.1f} %"
    for what, found in zip(("descriptions", "comments"), descriptions_and_comments(ablation), strict=True):
        yield _different(what, found)
    if run.n_items > N_COMPARED:
        yield f"(texts of {N_COMPARED} tables)"
    yield from (f"note: {caveat}" for caveat in ablation.caveats)
    yield f"{ablation.headline} {ablation.reasons}"
    yield f"runs: {' '.join(str(side.run.uuid) for side in ablation.sides)}"


def _rows(ablation: Ablation) -> Iterator[tuple[str, list[str]]]:
    def row(label: str, figure: Callable[[Side], str]) -> tuple[str, list[str]]:
        return label, [figure(side) for side in ablation.sides]

    yield row("prompt", lambda side: side.prompt)
    yield row("tokens in per table", lambda side: f"{side.tokens_in_per_table:,.1f}")
    yield row("tokens out per table", lambda side: f"{side.tokens_out_per_table:,.1f}")
    yield row("valid output", lambda side: f"{side.valid_percent:.1f} %")
    yield row("  valid as it came", lambda side: f"{side.n_as_it_came:,}")
    yield row("  repaired", lambda side: f"{side.n_repaired:,}")
    yield row("  failed", lambda side: f"{side.run.n_failed:,}")
    yield row("p50 / p95 of a table, s", _latency)
    yield row("tokens out per second", lambda side: "–" if side.tokens_per_s is None else f"{side.tokens_per_s:,.0f}")
    yield row(
        "$ per 1,000 tables", lambda side: "no price" if side.usd_per_1000 is None else f"{side.usd_per_1000:,.4f}"
    )


def _latency(side: Side) -> str:
    run = side.run
    return "–" if run.p50_s is None else f"{run.p50_s:.2f} / {run.p95_s:.2f}"


def _different(what: str, found: Difference) -> str:
    if not found.n_both:
        return f"{what}: no two to compare"
    elsewhere = "" if found.overlap_elsewhere is None else f", {found.overlap_elsewhere:.2f} with another one's"
    missing = f"; {found.n_one:,} by one prompt alone" if found.n_one else ""
    return (
        f"{what}: {found.n_equal:,} of {found.n_both:,} equal, words in common {found.overlap:.2f}{elsewhere}{missing}"
    )
