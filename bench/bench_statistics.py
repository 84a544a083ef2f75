"""Speed of the statistics beside their peers, in one run: python -m bench.bench_statistics."""

import os

# As the statistics have it; here it has to be said before the peers load NumPy, and goes for all of them.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from bench import agreement_speed, ranking_speed, report_speed
from bench.keeping import keep


def main() -> None:
    """Measure everything and keep it."""
    keep("statistics", [*agreement_speed.figures(), *ranking_speed.figures(), *report_speed.figures()])


if __name__ == "__main__":
    main()
