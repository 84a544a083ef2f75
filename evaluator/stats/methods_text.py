"""The methods of an analysis as a paragraph to print: what was computed, how, and by whose method."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from evaluator.stats.intervals import NEAR_AN_END, ONE_SIDED

if TYPE_CHECKING:
    from evaluator.stats.report import Report

_OTHER_INTERVALS = {
    NEAR_AN_END: "Wilson's (1927) with the effective number of cases below 20 and above 80 %",
    ONE_SIDED: "exact binomial bounds where every table says the same",
}


def methods_text(report: Report) -> str:
    """One paragraph, in the past tense, true of this report: it leaves out what was not computed."""
    if not report.n.ratings:
        return "There were no ratings to analyse."
    return " ".join((*_data(report), *_win_rates(report), *_claims(report), *_agreement(report), *_ranking(report)))


def _data(report: Report) -> Iterator[str]:
    n = report.n
    yield (
        f"{_counted(n.raters, 'rater')} compared the texts of {_counted(n.systems, 'system')} in pairs on"
        f" {_counted(n.items, 'table')}: {_counted(n.ratings, 'answer')}"
        + (f", and {_counted(n.repeats, 'hidden repeat')} that no win rate counts." if n.repeats else ".")
    )
    if n.cant_judge:
        yield f"{_counted(n.cant_judge, 'answer')} “can't judge” {_was(n.cant_judge)} counted and left out."
    if n.identical:
        yield (
            f"{_counted(n.identical, 'table')} (counted per pair) with identical texts {_was(n.identical)} not shown,"
            " and counted as one tie each in the win rate only."
        )


def _win_rates(report: Report) -> Iterator[str]:
    level = f"{report.confidence * 100:g} %"
    yield (
        "The win rate of a pair is the mean over tables of the mean over raters, a win being 1, a tie or “both bad” ½ and"
        " a loss 0."
    )
    if report.looked:
        yield (
            f"Its {level} intervals are betting confidence sequences over completed tables in the planned order"
            " (Waudby-Smith and Ramdas 2024), valid at every look and for all pairs together, since the planned stopping"
            " rule was asked while the study was open; there are no p values."
        )
        return
    others = [text for note, text in _OTHER_INTERVALS.items() if any(pair.psi.note == note for pair in report.pairs)]
    yield (
        f"Its {level} intervals are t intervals over tables"
        + (f" ({'; '.join(others)})" if others else "")
        + ", which are taken as independent draws; raters are taken as fixed, so that claims reach to other tables and not"
        " to other raters."
    )
    yield from _tests(report)


def _tests(report: Report) -> Iterator[str]:
    methods = {pair.p_method for pair in report.pairs} - {None}
    if not methods:
        return
    how = "by seeded draws where all sign patterns were too many" if "monte_carlo" in methods else "over all patterns"
    n_pairs = sum(pair.p is not None for pair in report.pairs) // 2
    holm = f", adjusted over {n_pairs} pairs by Holm's (1979) procedure" if n_pairs > 1 else ""
    yield f"p values are two-sided sign-flip tests over table means (Fisher 1935, sec. 21), {how}{holm}."


def _claims(report: Report) -> Iterator[str]:
    if report.margin is None:
        yield "No margin was given, so that not worse and equivalent could not be claimed."
        return
    yield (
        f"Better, not worse and equivalent were read off the interval, the latter two at a margin of {report.margin:g} on"
        " the win rate (compare Piaggio et al. 2012), without adjustment for several pairs."
        if not report.looked
        else f"Better, not worse and equivalent were read off the interval, the latter two at a margin of {report.margin:g}."
    )


def _agreement(report: Report) -> Iterator[str]:
    pooled = report.agreement.pooled
    if pooled.raw.estimate is None:
        yield "Agreement could not be computed: no table was judged by two raters."
        return
    scale = "grades from −2 to +2" if report.agreement.ordinal_scale == "grades" else "loss, tie and win"
    yield (
        "Agreement, on each table under each pair, is Krippendorff's α (2011), nominal on win, tie and loss and ordinal on"
        f" {scale}, beside Gwet's AC1 (2008), Fleiss' and Cohen's κ and raw agreement, with intervals by the jackknife over"
        " tables, on Fisher's scale (1925) or, for raw agreement, Wilson's (1927)."
    )


def _ranking(report: Report) -> Iterator[str]:
    if not any(system.log_worth is not None for system in report.ranking.systems):
        return
    order = report.ranking.order.estimate is not None
    yield (
        "Worths are maximum likelihood estimates of Davidson's (1970) model with ties"
        + (" and an effect of the left side (Davidson and Beaver 1977)" if order else ", without an order effect")
        + ", with a covariance clustered by table and simultaneous rank sets (Mogstad et al. 2024)."
    )


def _counted(n: int, word: str) -> str:
    return f"{n:,} {word}" if n == 1 else f"{n:,} {word}s"


def _was(n: int) -> str:
    return "was" if n == 1 else "were"
