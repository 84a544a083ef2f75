"""A report as plain text for the terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from evaluator.stats.intervals import Estimate
from evaluator.stats.methods_text import methods_text
from evaluator.stats.ranking import RankedSystem
from evaluator.stats.report import BadSettingError, Report
from evaluator.stats.winrate import PairResult


def as_text(report: Report, *, reference: str | None = None) -> str:
    """Sizes, pairs, agreement, ranking, raters and warnings; with `reference`, only the others against it.

    Raises BadSettingError when no system has the reference's name.
    """
    systems = [system.system for system in report.ranking.systems]
    if reference is not None and reference not in systems:
        raise BadSettingError(f"no system is called {reference!r}; there are: {', '.join(systems) or 'none'}")
    return visible(
        "\n".join(
            (
                *_head(report),
                *_pairs(report, reference),
                *_agreement(report, reference),
                *_ranking(report),
                *_tail(report),
            )
        )
    )


def visible(text: str) -> str:
    """Text with what a terminal would obey, or not show, as escapes; line ends stay."""
    return "".join(sign if sign.isprintable() or sign == "\n" else ascii(sign)[1:-1] for sign in text)


def _head(report: Report) -> Iterator[str]:
    n = report.n
    yield f"{n.ratings} ratings of {n.items} tables by {n.raters} raters on {n.systems} systems"
    yield f"({n.repeats} repeats, {n.cant_judge} can't judge, {n.identical} tables with identical texts)"


def _pairs(report: Report, reference: str | None) -> Iterator[str]:
    chosen = [p for p in report.pairs if (p.opponent == reference if reference else p.system < p.opponent)]
    if not chosen:
        return
    width = max(len(f"{p.system} : {p.opponent}") for p in chosen)
    yield ""
    yield f"{'pair':<{width}}  {'won':>5} {'tied':>5} {'lost':>5}  {'win rate':<22} {'p':>8} {'p Holm':>8}"
    for pair in chosen:
        yield _pair(pair, width)
        if pair.verdict is not None:
            verdict = pair.verdict
            yield (
                f"{'':<{width}}  superior: {verdict.superiority}; not worse: {verdict.non_inferiority};"
                f" equivalent: {verdict.equivalence} (margin {report.margin})"
            )


def _pair(pair: PairResult, width: int) -> str:
    tied = pair.ties + pair.both_bad
    return (
        f"{f'{pair.system} : {pair.opponent}':<{width}}  {pair.wins:>5} {tied:>5} {pair.losses:>5}"
        f"  {_estimate(pair.psi):<22} {_p(pair.p):>8} {_p(pair.p_holm):>8}"
    )


def _agreement(report: Report, reference: str | None) -> Iterator[str]:
    figures = report.agreement.pooled
    yield ""
    yield "agreement (all pairs)"
    yield f"  alpha nominal  {_estimate(figures.alpha_nominal)}"
    yield f"  alpha ordinal  {_estimate(figures.alpha_ordinal)}"
    yield f"  AC1            {_estimate(figures.ac1)}"
    yield f"  raw            {_estimate(figures.raw)}"
    if len(report.agreement.by_pair) > 1:
        yield from _agreement_by_pair(report, reference)


def _agreement_by_pair(report: Report, reference: str | None) -> Iterator[str]:
    chosen = [pair for pair in report.agreement.by_pair if reference in (None, pair.system, pair.opponent)]
    heading = "agreement by pair"
    width = max(len(heading), *(len(f"{pair.system} : {pair.opponent}") for pair in chosen))
    yield ""
    yield f"{heading:<{width}}  {'alpha nominal':<23} {'alpha ordinal':<23} {'AC1':<23} raw"
    for pair in chosen:
        found = pair.coefficients
        figures = (found.alpha_nominal, found.alpha_ordinal, found.ac1, found.raw)
        cells = " ".join(f"{_estimate(figure):<23}" for figure in figures)
        yield f"{f'{pair.system} : {pair.opponent}':<{width}}  {cells}".rstrip()


def _ranking(report: Report) -> Iterator[str]:
    ranked = sorted(report.ranking.systems, key=_from_the_top)
    if len(ranked) < 2:
        return
    width = max(len(system.system) for system in ranked)
    parts = len({system.component for system in ranked}) > 1
    yield ""
    yield "ranking (Bradley–Terry with ties and order effect): ranks, worth, log worth"
    for system in ranked:
        ranks = f"{system.rank_low}-{system.rank_high}"
        group = f"  group {system.component}" if parts else ""
        yield f"  {system.system:<{width}}  {ranks:>7}  {_number(system.worth):>5}  {_log_worth(system)}{group}"
    yield f"  log odds of the left side  {_estimate(report.ranking.order)}"


def _from_the_top(system: RankedSystem) -> tuple[int, int, float, str]:
    """Within a group: never lost, then by worth, then no bound at all, then never won."""
    if system.log_worth is not None:
        return system.component, 1, -system.log_worth, system.system
    place = 0 if system.low is not None else 3 if system.high is not None else 2
    return system.component, place, 0.0, system.system


def _log_worth(system: RankedSystem) -> str:
    if system.log_worth is not None:
        return _estimate(Estimate(system.log_worth, system.low, system.high))
    if system.low is not None:
        return f"infinite, above {system.low:.3f}"
    if system.high is not None:
        return f"minus infinite, below {system.high:.3f}"
    return "no finite worth, and no bound"


def _tail(report: Report) -> Iterator[str]:
    yield ""
    yield f"left text chosen  {_estimate(report.position.left_share)}"
    for rater in report.raters:
        yield f"  {rater.rater}: {rater.n} ratings, agrees with the rest {_number(rater.agrees_with_rest)}"
    if report.warnings:
        yield ""
        yield "warnings"
        yield from (f"  - {warning}" for warning in report.warnings)
    yield ""
    yield "methods"
    yield textwrap.fill(methods_text(report), 100, initial_indent="  ", subsequent_indent="  ")


def _estimate(figure: Estimate) -> str:
    if figure.estimate is None:
        return "undefined"
    if figure.low is None or figure.high is None:
        return f"{figure.estimate:.3f} (no interval)"
    return f"{figure.estimate:.3f} [{figure.low:.3f}, {figure.high:.3f}]"


def _p(p: float | None) -> str:
    if p is None:
        return "-"
    return f"{p:.4f}" if p >= 0.0001 else f"{p:.0e}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
