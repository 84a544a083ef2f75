"""A revealed study --> its win rates with intervals, and beside them what each version costs, as lines for a terminal."""

from collections.abc import Iterator

from evaluator.lead.report.directions import by_direction, leading
from evaluator.lead.report.figures_as_text import interval, two
from evaluator.lead.report.verdict import readings, verdict
from evaluator.models import Study
from modelhub.envelope import open_envelope
from modelhub.models import ArmKey, ModelVersion
from modelhub.version_figures import Figures, all_figures


def summary_of(study: Study) -> Iterator[str]:
    """Yield the lines. The study must be revealed and analysed."""
    envelope, result = open_envelope(study), study.analysis.result
    pairs, margin = by_direction(result), result["report"]["settings"]["margin"]
    order = leading(pairs, envelope.claims)
    if study.simulated:
        yield "SIMULATED RATERS: a program rated. Nothing should be decided with these figures."
    yield verdict(pairs, order, envelope.claims, envelope.naming, margin)
    for reading in readings(pairs, envelope.claims, envelope.naming, margin):
        yield f"Claimed: {reading.sentence}. {reading.finding.capitalize()}."
    yield ""
    yield f"{'win rate of':<28} {'over':<28} {'rate':>5}  95 % interval"
    for one, other in order:
        psi = pairs[one, other]["psi"]
        yield f"{envelope.naming.of(one):<28} {envelope.naming.of(other):<28} {two(psi['estimate']):>5}  {interval(psi)}"
    yield ""
    yield f"{'version':<28} {'$/1,000 tables':>15} {'s/table':>9} {'tokens/table':>13}"
    versions = list(ModelVersion.objects.filter(pk__in=_versions(study)).order_by("name"))
    figures = all_figures(versions)
    for version in versions:
        yield _cost_line(version, figures.get(version.pk))


def _versions(study: Study) -> list[int]:
    return list(ArmKey.objects.filter(arm__study=study).values_list("run__model_version", flat=True))


def _cost_line(version: ModelVersion, figures: Figures | None) -> str:
    if figures is None:
        return f"{version.name:<28} {'no run here':>15}"
    cost = "no price" if figures.usd_per_1000 is None else f"{figures.usd_per_1000:,.4f}"
    seconds = figures.worker_seconds / figures.n_ended
    return f"{version.name:<28} {cost:>15} {seconds:>9.2f} {figures.tokens_out_per_table:>13,.0f}"
