"""Raters' guesses and what the writers are --> the blinding indices; by whoever knows the true kinds, after the reveal."""

from collections.abc import Iterable, Mapping
from typing import Any

# The answers that name a kind. A writer of several kinds together has no right one among them.
KINDS = ("person", "rules", "small_model", "large_model")
CANT_TELL = "cant_tell"


def blinding_figures(guesses: Iterable[Mapping[str, str]], true_kinds: Mapping[str, str]) -> dict[str, Any]:
    """Return Bang's index by arm code and by kind, and James's over all, as JSON values.

    `guesses` are rows of rater, arm and kind; arms whose true kind nobody could name are left out and counted.
    """
    # Imported here: a web process, which only reads the indices, never loads SciPy.
    from evaluator.stats.blinding_index import Guess, blinding
    from evaluator.stats.plain import plain_fields

    asked = [row for row in guesses if true_kinds[row["arm"]] in KINDS]
    found = blinding(
        [
            Guess(row["rater"], row["arm"], true_kinds[row["arm"]], None if row["kind"] == CANT_TELL else row["kind"])
            for row in asked
        ],
        kinds=KINDS,
    )
    return {**plain_fields(found), "n_without_a_kind": sum(kind not in KINDS for kind in true_kinds.values())}
