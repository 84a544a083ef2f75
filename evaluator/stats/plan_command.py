"""Plan a study: python -m evaluator.stats plan --tables 62 --raters 4 --psi 0.6."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence

from evaluator.stats.intervals import Estimate
from evaluator.stats.planning import Design, Plan, plan, plan_grid

_HEADING = (
    f"{'tables':>6} {'raters':>6} {'answers':>8}  {'better':>7} {'not worse':>9} {'equivalent':>10}  {'width':>5}"
)


def main(arguments: Sequence[str]) -> int:
    """Print power and interval width; exit status 2 and a message on standard error for a design that can't be."""
    options = _parser().parse_args(arguments)
    try:
        design = _design(options)
        plans = _plans(design, options)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    shown = [each.to_json() for each in plans] if options.grid else plans[0].to_json()
    text = "\n".join(_lines(design, plans))
    sys.stdout.write((json.dumps(shown, allow_nan=False, indent=2) if options.json else text) + "\n")
    return 0


def _design(options: argparse.Namespace) -> Design:
    return Design(
        tables=options.tables,
        raters=options.raters,
        psi=options.psi,
        tie_rate=options.tie_rate,
        table_sd=options.table_sd,
        rater_sd=options.rater_sd,
        margin=options.margin,
        repeat_share=options.repeats,
    )


def _plans(design: Design, options: argparse.Namespace) -> tuple[Plan, ...]:
    if not options.grid:
        return (plan(design, simulations=options.simulations, seed=options.seed),)
    tables = sorted({max(2, round(design.tables * share)) for share in (0.5, 1, 2)})
    raters = sorted({max(1, round(design.raters * share)) for share in (0.5, 1, 2)})
    return plan_grid(design, tables=tables, raters=raters, simulations=options.simulations, seed=options.seed)


def _lines(design: Design, plans: Sequence[Plan]) -> Iterator[str]:
    yield f"true win rate {design.psi:g}, {design.tie_rate:.0%} ties, margin {design.margin:g}"
    yield f"SD of tables {design.table_sd:g} and of raters {design.rater_sd:g}, in SDs of one vote's noise"
    yield f"chance to show it in {plans[0].simulations} simulated studies, and mean width of the 95 % interval"
    yield ""
    yield _HEADING
    for each in plans:
        yield (
            f"{each.design.tables:>6} {each.design.raters:>6} {each.answers:>8}  {_share(each.superiority):>7}"
            f" {_share(each.non_inferiority):>9} {_share(each.equivalence):>10}  {each.mean_width:>5.3f}"
        )


def _share(power: Estimate) -> str:
    return "-" if power.estimate is None else f"{power.estimate:.0%}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m evaluator.stats plan",
        description="Power and interval width of a study of two systems, by simulation.",
    )
    parser.add_argument("--tables", type=int, required=True)
    parser.add_argument("--raters", type=int, required=True, help="each rates every table once")
    parser.add_argument("--psi", type=float, default=0.5, help="true win rate, a tie half a win (default 0.5)")
    parser.add_argument("--tie-rate", type=float, default=0.4, help="share of ties (default 0.4)")
    parser.add_argument("--table-sd", type=float, default=1.2, help="how much tables differ (default 1.2)")
    parser.add_argument("--rater-sd", type=float, default=0.0, help="how much raters differ (default 0)")
    parser.add_argument("--margin", type=float, default=0.1, help="on the win-rate scale (default 0.1)")
    parser.add_argument("--repeats", type=float, default=0.1, help="share of hidden repeats (default 0.1)")
    parser.add_argument("--grid", action="store_true", help="half, same and double the tables and the raters")
    parser.add_argument("--simulations", type=int, default=4_000, help="simulated studies (default 4000)")
    parser.add_argument("--seed", type=int, default=0, help="same seed, same plan (default 0)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return parser
