"""Candidates --> how long their texts are, which tells an arm: for nobody's eyes before the reveal."""

from evaluator.models import Candidate, Study
from evaluator.steps.votes import characters


def text_lengths(study: Study) -> dict[tuple[str, str], int]:
    """Return the number of characters in description and comments by (arm code, table digest)."""
    rows = Candidate.objects.filter(arm__study=study).values_list(
        "arm__code", "table__table__digest", "description", "comments"
    )
    return {(code, table): characters(description, comments) for code, table, description, comments in rows.iterator()}
