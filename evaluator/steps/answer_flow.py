"""Schedule --> the report's flow: how many pairs were assigned, rated, and counted, and what is missing."""

from typing import Any

from django.db.models import Count, F, Q

from evaluator.models import Assignment, Pair, Rating, Slot, Study


def answer_flow(study: Study) -> dict[str, Any]:
    """Return counts of assignments and answers; repeats are counted apart, `left_open` by rater code."""
    assigned = Assignment.objects.filter(slot__study=study)
    primary, answered = Q(repeat=0), Q(revision__gt=0)
    counts = assigned.aggregate(
        assigned=Count("id", filter=primary),
        rated=Count("id", filter=primary & answered),
        repeats_assigned=Count("id", filter=~primary),
        repeats_rated=Count("id", filter=~primary & answered),
    )
    n_arms = study.arms.count()
    return {
        **counts,
        "cant_judge": _cant_judge(study),
        "identical": Pair.objects.filter(study=study, identical=True).count(),
        "n_tables": study.tables.count(),
        "n_pairs": n_arms * (n_arms - 1) // 2,
        "n_slots": study.slots.count(),
        "left_open": _left_open(study),
    }


def _cant_judge(study: Study) -> int:
    answers = Rating.objects.filter(assignment__slot__study=study, assignment__repeat=0).exclude(cant_judge="")
    return answers.filter(revision=F("assignment__revision")).count()


def _left_open(study: Study) -> list[dict[str, Any]]:
    """Slots with unrated pairs, by the code of who is in them now; None where nobody ever joined."""
    slots = Slot.objects.filter(study=study).annotate(n_open=Count("assignments", filter=Q(assignments__revision=0)))
    codes = dict(study.raters.order_by("joined_at").values_list("slot_id", "code"))
    return [
        {"rater": codes.get(slot.pk), "slot": slot.number, "n": slot.n_open}
        for slot in slots.filter(n_open__gt=0).order_by("number")
    ]
