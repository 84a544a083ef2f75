"""Pairs of equal texts, which are never shown and count as ties."""

from evaluator.models import Pair, Study


def identical_tables(study: Study) -> list[tuple[str, str, str]]:
    """Return (table digest, arm, arm) of every pair with equal texts."""
    pairs = Pair.objects.filter(study=study, identical=True)
    return list(pairs.values_list("table__table__digest", "first__arm__code", "second__arm__code"))
