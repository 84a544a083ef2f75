"""Analyse a CSV file of pairwise judgements, or plan a study: python -m evaluator.stats FILE.csv | plan."""

from __future__ import annotations

import argparse
import gc
import sys
from pathlib import Path

from evaluator.stats import plan_command
from evaluator.stats.alpha import RESAMPLES
from evaluator.stats.console import as_text, visible
from evaluator.stats.csv_parts import BadVotesError
from evaluator.stats.csv_rows import OPTIONAL, REQUIRED
from evaluator.stats.plain import json_text
from evaluator.stats.reading import read_votes
from evaluator.stats.redraw import DRAWS
from evaluator.stats.report import BadSettingError, analyse


def main(arguments: list[str] | None = None) -> int:
    """Print report or plan; exit status 2 and a message on standard error when the input can't be used."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["plan"]:
        return plan_command.main(arguments[1:])
    options = _parser().parse_args(arguments)
    try:
        votes = read_votes(options.file)
        report = analyse(
            votes,
            margin=options.margin,
            seed=options.seed,
            redraws=DRAWS if options.redraw else 0,
            resamples=RESAMPLES if options.bootstrap else 0,
            order=votes.tables_in_order() if options.sequence else (),
        )
        text = as_text(report, reference=options.reference)
    except (BadVotesError, BadSettingError, OSError) as error:
        sys.stderr.write(f"{visible(str(error))}\n")
        return 2
    sys.stdout.write(json_text({**report.to_json(), "reference": options.reference}) if options.json else text)
    sys.stdout.write("\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m evaluator.stats",
        description="Analyse pairwise judgements: win rates, agreement, ranking.",
        epilog=f"Columns: {', '.join(REQUIRED)}; optional: {', '.join(OPTIONAL)}. One row per answer. "
        "To plan a study: python -m evaluator.stats plan --help.",
    )
    parser.add_argument("file", type=Path, metavar="FILE.csv")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--seed", type=int, default=0, help="for p values that need draws (default 0)")
    parser.add_argument("--reference", metavar="SYSTEM", help="show only the other systems against this one")
    parser.add_argument("--margin", type=float, help="non-inferiority margin on the win-rate scale, such as 0.1")
    parser.add_argument("--redraw", action="store_true", help="also draw the sides anew, a secondary check (slow)")
    parser.add_argument(
        "--sequence",
        action="store_true",
        help="also give win rates a confidence sequence, valid at every look, over tables in the order of the file",
    )
    parser.add_argument("--bootstrap", action="store_true", help="also give nominal alpha a bootstrap interval")
    return parser


if __name__ == "__main__":
    # One report and out: there is nothing to collect, and a million rows would be looked through again and again.
    gc.disable()
    sys.exit(main())
