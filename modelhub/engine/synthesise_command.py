"""python -m modelhub.engine synthesise: a dataset of documented tables by the built-in teacher, in a new folder."""

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from modelhub.engine.generate_command import InputRefused
from modelhub.engine.records import RecordError, TableRecord, table_from_json

if TYPE_CHECKING:
    from modelhub.engine.synth.sources import Source

N_EXAMPLES = 3600


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its options."""
    parser = commands.add_parser("synthesise", help="make a dataset of documented tables", description=__doc__)
    parser.set_defaults(run=run)
    parser.add_argument("--n", type=int, default=N_EXAMPLES, help="examples wanted (default %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="the same seed gives the same dataset (default 0)")
    parser.add_argument(
        "--split-seed",
        type=int,
        metavar="SEED",
        help="hold out the industries that this seed holds out, such as an earlier dataset's (default: as --seed)",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="a folder that is new or empty")
    parser.add_argument(
        "--industries", type=Path, metavar="FILE.csv", help="code,title (default: NAICS 2022 to 3 digits)"
    )
    parser.add_argument("--use-cases", type=Path, metavar="FILE.yaml", help="default: the project's own taxonomy")
    parser.add_argument(
        "--exclude-tables", type=Path, metavar="TABLES.jsonl", help="the tables of your tests, one per line"
    )
    parser.add_argument(
        "--invented",
        type=float,
        default=0.0,
        metavar="SHARE",
        help="share of tables, 0 to 1, whose things are called by invented words, so that a small model learns to read names",
    )
    parser.add_argument(
        "--invented-columns",
        type=float,
        default=0.0,
        metavar="SHARE",
        help="share of the columns of these tables, 0 to 1, that have invented names too, and comments that say no more",
    )
    parser.add_argument(
        "--grown",
        type=float,
        default=0.0,
        metavar="SHARE",
        help="share of these tables, 0 to 1, whose invented columns are as in schemas that grew for decades: short forms, "
        "digits, types of every kind",
    )
    parser.add_argument(
        "--asked-again",
        type=float,
        default=0.0,
        metavar="SHARE",
        help="share of the examples, 0 to 1, with one more line that asks for some of the columns, as a run does whose first "
        "answer lacked them",
    )
    parser.add_argument(
        "--reject-overlaps",
        action="store_true",
        help="leave out what is too much like a test table, instead of stopping",
    )


def run(options: argparse.Namespace) -> int:
    """Write the dataset; return 0, or 2 when nothing could be done."""
    # Not at the top: a machine that only generates or trains lacks what reads SQL.
    from modelhub.engine.synth.brief import BriefError
    from modelhub.engine.synth.dataset import NothingAccepted
    from modelhub.engine.synth.filters.overlap import ContaminationError
    from modelhub.engine.synth.folder import FolderRefused
    from modelhub.engine.synth.taxonomy_files import TaxonomyRefused

    refused = (InputRefused, TaxonomyRefused, FolderRefused, BriefError, NothingAccepted, OSError)
    try:
        _synthesise(options)
    except ContaminationError as error:
        sys.stderr.write(
            f"{error}\nNothing was written. Take another --seed, or leave such drafts out: --reject-overlaps\n"
        )
        return 2
    except refused as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _synthesise(options: argparse.Namespace) -> None:
    from modelhub.engine.synth.dataset import Briefs, synthesise
    from modelhub.engine.synth.folder import refuse_taken, write_dataset
    from modelhub.engine.synth.offline.invented import Invention
    from modelhub.engine.synth.offline.teacher import OfflineTeacher
    from modelhub.engine.synth.taxonomy_files import INDUSTRIES, USE_CASES, read_industries, read_use_cases

    if options.n < 1:
        raise InputRefused(f"--n {options.n}: ask for 1 example or more")
    # Not (… < 0 or … > 1): NaN must not pass.
    for name in ("invented", "invented_columns", "grown", "asked_again"):
        if not 0 <= getattr(options, name) <= 1:
            raise InputRefused(f"--{name.replace('_', '-')} {getattr(options, name)}: write a share from 0 to 1")
    invention = Invention(options.invented, options.invented_columns, options.grown)
    if invention.fault:
        raise InputRefused(f"--invented, --invented-columns, --grown: {invention.fault}")
    refuse_taken(options.out)
    industries = read_industries(options.industries or INDUSTRIES)
    use_cases = read_use_cases(options.use_cases or USE_CASES)
    sources = _sources(options, len(industries), len(use_cases))
    briefs = Briefs(industries, use_cases, options.seed, options.split_seed, sources)
    started = time.monotonic()
    dataset = synthesise(
        briefs=briefs,
        teacher=OfflineTeacher(invention),
        n=options.n,
        test_tables=list(_tables(options.exclude_tables)) if options.exclude_tables else (),
        overlap_is_error=not options.reject_overlaps,
        asked_again=options.asked_again,
    )
    write_dataset(dataset, options.out)
    rejected = ", ".join(f"{one.name} {one.n_rejected}" for one in dataset.report.filters if one.n_rejected) or "none"
    sys.stderr.write(
        f"{len(dataset.examples)} examples in {time.monotonic() - started:.1f} s, rejected: {rejected}\n"
        f"{options.out}: digest {dataset.digest}\n"
    )


def _sources(options: argparse.Namespace, n_industries: int, n_use_cases: int) -> "tuple[Source, Source]":
    """Return where industries and use cases come from: with the project, or from files, by their names alone."""
    from modelhub.engine.synth.sources import NAICS_OF_THE_PROJECT, USE_CASES_OF_THE_PROJECT, Source

    industries = Source.of_industries(
        n_industries, NAICS_OF_THE_PROJECT, of=" of NAICS 2022, levels 2, 3", is_built_in=True
    )
    use_cases = Source.of_use_cases(n_use_cases, USE_CASES_OF_THE_PROJECT, is_built_in=True)
    if options.industries:
        industries = Source.of_industries(n_industries, f"given with the order, in the file {options.industries.name}")
    if options.use_cases:
        use_cases = Source.of_use_cases(n_use_cases, f"given with the order, in the file {options.use_cases.name}")
    return industries, use_cases


def _tables(path: Path) -> Iterator[TableRecord]:
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                try:
                    yield table_from_json(line)
                except RecordError as error:
                    raise InputRefused(f"{path}, line {number}: {error}") from error
