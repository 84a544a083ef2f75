"""The command: simulate, keep, and write the tables."""

from __future__ import annotations

import argparse
import time
import warnings

from bench.coverage.documents import write
from bench.coverage.judging import judge
from bench.coverage.registry import FAMILIES
from bench.coverage.results import Row, keep, newest
from bench.coverage.running import Order, run

_QUICK, _ALL = 200, 1_000_000


def main() -> None:
    """Run what is asked for."""
    asked = _arguments()
    if asked.tables:
        write(newest())
        return
    # An estimator that divides by zero in one study of thousands must not do so unseen.
    warnings.simplefilter("error")
    most = _QUICK if asked.quick else asked.most
    order = Order(tuple(asked.only), most or _ALL, asked.seed, tuple(asked.family))
    start, rows = time.perf_counter(), []
    try:
        for done in run(order, processes=asked.processes):
            print("\n".join(map(_line, done)), flush=True)
            rows += done
    except KeyboardInterrupt:
        print("Stopped; the cells above are whole.")
    minutes = (time.perf_counter() - start) / 60
    print(f"{minutes:.1f} minutes")
    if most is None and rows:
        keep(rows, seed=asked.seed, minutes=minutes)
        write(newest())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.coverage", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{_QUICK} studies per cell, and nothing is kept")
    parser.add_argument("--most", type=int, metavar="N", help="at most N studies per cell, and nothing is kept")
    parser.add_argument(
        "--only", action="append", default=[], metavar="METHOD", help="methods whose name holds this; may be repeated"
    )
    parser.add_argument(
        "--family",
        action="append",
        default=[],
        choices=[family.name for family in FAMILIES],
        help="only studies of this kind; may be repeated",
    )
    parser.add_argument("--tables", action="store_true", help="only write what is kept into docs/ again")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    return parser.parse_args()


def _line(row: Row) -> str:
    score, verdict = row.score, judge(row)
    share = {"test": f"rejects {100 * score.missed:5.2f} %", "share": "", "point": ""}
    says = share.get(row.kind, f"covers {100 * (1 - score.missed):6.2f} %")
    return (
        f"{row.size:>9} {row.effects:<4} {row.planted:<9} {row.method:<42} {says:<15} of {score.n:>6} (none"
        f" {score.missing}; below {score.below}, above {score.above}; bias {score.error:+.4f}, rms {score.rms:.4f},"
        f" width {score.width:.3f})  {'' if verdict in ('holds', 'not judged') else verdict.upper()}"
    )
