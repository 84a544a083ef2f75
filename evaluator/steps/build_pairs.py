"""Candidate --> Pair: every two arms on every table, the first arm by code first."""

from collections import defaultdict
from itertools import combinations

from django.db import transaction

from evaluator.models import Candidate, Pair, Study


@transaction.atomic
def build_pairs(study: Study) -> int:
    """Pair all candidates of a draft anew and return the number of pairs; identical texts are marked, never shown."""
    Pair.objects.filter(study=study).delete()
    by_table: defaultdict[int, list[Candidate]] = defaultdict(list)
    candidates = Candidate.objects.filter(arm__study=study).defer("description", "comments")
    for candidate in candidates.select_related("arm").order_by("table_id", "arm__code"):
        by_table[candidate.table_id].append(candidate)
    pairs = [
        Pair(
            study=study,
            table_id=table_id,
            first=first,
            second=second,
            identical=first.content_digest == second.content_digest,
        )
        for table_id, group in by_table.items()
        for first, second in combinations(group, 2)
    ]
    return len(Pair.objects.bulk_create(pairs, batch_size=500))
