"""Speed of the statistics beside their peers, in one run: python -m bench.bench_statistics."""

from bench import ranking_speed
from bench.keeping import keep


def main() -> None:
    """Measure everything and keep it."""
    keep("statistics", [*ranking_speed.figures()])


if __name__ == "__main__":
    main()
