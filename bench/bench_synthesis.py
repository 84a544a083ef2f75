"""Data synthesis by the built-in teacher, on one core: python -m bench.bench_synthesis [--check]."""

import argparse
import time

from bench.demo_tables import demo_tables
from bench.keeping import Figure, keep
from modelhub.engine.synth.dataset import Briefs, Dataset, synthesise
from modelhub.engine.synth.offline.teacher import OfflineTeacher
from modelhub.engine.synth.taxonomy_files import read_industries, read_use_cases
from modelhub.engine.synth.variety import variety

N_EXAMPLES, SEED = 3600, 1


def main() -> None:
    """Measure speed and variety and keep them; --check does it in small and keeps nothing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="few examples, and no line in results/")
    is_small = parser.parse_args().check
    started = time.process_time()
    dataset = _dataset(200 if is_small else N_EXAMPLES)
    figures = [*_speed(dataset, time.process_time() - started), *_variety(dataset)]
    if is_small:
        print(*figures, sep="\n")
    else:
        keep("synthesis", figures)


def _dataset(n: int) -> Dataset:
    briefs = Briefs(read_industries(), read_use_cases(), SEED)
    return synthesise(briefs=briefs, teacher=OfflineTeacher(), n=n, test_tables=demo_tables())


def _speed(dataset: Dataset, seconds: float) -> list[Figure]:
    n = len(dataset.examples)
    return [
        Figure(f"CPU time for {n} examples, filters included", seconds, "s", target=60.0),
        Figure("drafts rejected", len(dataset.rejects), ""),
    ]


def _variety(dataset: Dataset) -> list[Figure]:
    found = variety(dataset.examples)
    return [
        Figure("columns", found.n_columns, ""),
        Figure("distinct names of tables", found.distinct_tables, ""),
        Figure("distinct names of columns", found.distinct_columns, ""),
        Figure("distinct column names with short forms expanded", found.distinct_meanings_of_columns, ""),
        Figure("distinct sentences", found.distinct_sentences, f"of {found.n_sentences}"),
        Figure("distinct descriptions", found.distinct_descriptions, f"of {found.n_examples}"),
        Figure("distinct word pairs", 100 * found.distinct_2, "%"),
        Figure("distinct word triples", 100 * found.distinct_3, "%"),
    ]


if __name__ == "__main__":
    main()
