"""One text of a draft's candidate --> its edited text, normalised and paired anew."""

from django.db import transaction

from evaluator.models import Candidate, Exposure, Pair, Study
from evaluator.presentation import content_digest, present
from evaluator.steps.advance_study import NotNow
from evaluator.steps.log_event import append_link


class NoText(Exception):
    """A description can't be left empty; the text says what to do."""


@transaction.atomic
def replace_text(candidate: Candidate, *, column: int | None, text: str, actor: str, why: str) -> str:
    """Give a candidate another description (`column` None) or comment and return its new content digest.

    The log keeps the place and the reason, never the arm. Raises NotNow unless the study is a draft, NoText.
    """
    study = Study.objects.select_for_update().get(arms=candidate.arm_id)
    if study.state != Study.State.DRAFT:
        raise NotNow(f"The study is {study.state}; texts can be edited in a draft only.")
    before = candidate.content_digest
    _write(candidate, column, present(text))
    _mark_identical(candidate)
    _carry_exposures(before, candidate.content_digest)
    append_link(study, "text_edited", actor=actor, detail={**place_of(candidate, column), "why": why})
    return candidate.content_digest


def place_of(candidate: Candidate, column: int | None) -> dict[str, str]:
    """Name table and column of a text, for the log; nothing in it depends on the arm."""
    table = candidate.table.table
    return {"table": table.name, "place": "description" if column is None else table.columns[column]["name"]}


def _write(candidate: Candidate, column: int | None, text: str) -> None:
    if column is not None:
        candidate.comments = [text or None if index == column else old for index, old in enumerate(candidate.comments)]
    elif text:
        candidate.description = text
    else:
        raise NoText("Every table needs a description: write one, or waive the finding.")
    candidate.content_digest = content_digest(candidate.description, candidate.comments)
    candidate.save(update_fields=["description", "comments", "content_digest"])


def _mark_identical(candidate: Candidate) -> None:
    for pair in Pair.objects.filter(table=candidate.table_id).select_related("first", "second"):
        pair.identical = pair.first.content_digest == pair.second.content_digest
        pair.save(update_fields=["identical"])


def _carry_exposures(before: str, after: str) -> None:
    """Who has seen the text before the edit can't judge it afterwards either."""
    seen = Exposure.objects.filter(content_digest=before).values_list("user_id", flat=True)
    rows = [Exposure(user_id=user_id, content_digest=after) for user_id in seen]
    Exposure.objects.bulk_create(rows, ignore_conflicts=True)
