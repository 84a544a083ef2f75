"""Which answers a rater can open again: all of them, or the latest few where some pairs come twice.

A rater who finds the first answer to a pair beside its hidden repeat rates no second time. The rule asks for no pair by
name: it is the same for every answer, so that it tells nothing about which pairs come again.
"""

from collections.abc import Sequence
from uuid import UUID

from evaluator.models import Rater, Rating
from evaluator.steps.rater_scope import NotOpen, Seat, next_pair_of

# A repeat comes at least 10 pairs after its first showing (evaluator/stats/order.py): by then that one has left the few.
N_LATEST = 5


def n_open_again(n_repeats: int) -> int | None:
    """Return how many of the latest answers can be opened again; None means all of them."""
    return N_LATEST if n_repeats else None


def open_again(slot_pk: int, rater_pk: int, *, n_repeats: int) -> Sequence[tuple[int, UUID]]:
    """Return the assignments, newest first answer first, that the rater can open again while the study is open.

    Counted by first answers: changing an old one does not make it a late one.
    """
    first = Rating.objects.filter(rater_id=rater_pk, revision=1).order_by("-id")
    rows = first.values_list("assignment_id", "assignment__uuid", "assignment__pair_id")[: n_open_again(n_repeats)]
    if not n_repeats:
        return [(pk, uuid) for pk, uuid, _ in rows]
    # Pairs put off to the end (a problem reported) may come close to their other showing: there the few end early.
    shown, kept = {next_pair_of(slot_pk)}, []
    for pk, uuid, pair_pk in rows:
        if pair_pk in shown:
            break
        shown.add(pair_pk)
        kept.append((pk, uuid))
    return kept


def check_open_again(seat: Seat, assignment_pk: int) -> None:
    """Raise NotOpen unless the rater can change that answer of theirs."""
    if not seat.n_repeats:
        return
    latest = open_again(seat.slot_pk, seat.rater_pk, n_repeats=seat.n_repeats)
    if assignment_pk not in {pk for pk, _ in latest}:
        raise NotOpen("settled")


def answered_before(rater: Rater, before: UUID | None) -> UUID | None:
    """Return the latest answer, or the one before `before`; the oldest stays where it is. None when there is none."""
    latest = [uuid for _, uuid in open_again(rater.slot_id, rater.pk, n_repeats=rater.study.n_repeats)]
    at = latest.index(before) + 1 if before in latest else 0
    return latest[min(at, len(latest) - 1)] if latest else None
