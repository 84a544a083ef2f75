"""Queries that are written once give what the ORM gives, for other values too."""

from uuid import UUID, uuid4

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from evaluator.models import Assignment, Study
from evaluator.prepared import Prepared, Row
from tests.evaluator.rater.conftest import Desk, desk

__all__ = ["desk"]


def write_of_slot(slot_pk: int, study_id: UUID) -> QuerySet[Assignment, Row]:
    """A query with both kinds of values, over columns of all kinds that need conversion."""
    mine = Assignment.objects.filter(slot_id=slot_pk, slot__study__uuid=study_id, revision=0).order_by("position")
    return mine.values_list("uuid", "swapped", "draft", "slot__study__opened_at", "slot__study__criteria")


def test_prepared_gives_the_rows_that_the_query_gives(desk: Desk) -> None:
    Assignment.objects.update(draft={"comment": "Half a thought."})
    prepared = Prepared(write_of_slot, int, UUID)

    for slot in desk.study.slots.all():
        expected = list(write_of_slot(slot.pk, desk.study.uuid))
        assert len(expected) == 4
        assert prepared(slot.pk, desk.study.uuid) == expected


def test_prepared_is_written_once_and_sees_what_has_changed_since(desk: Desk) -> None:
    calls = []

    def write(slot_pk: int, study_id: UUID) -> QuerySet[Assignment, Row]:
        calls.append(slot_pk)
        return write_of_slot(slot_pk, study_id)

    prepared, slot_pk = Prepared(write, int, UUID), desk.rater.slot_id
    before = prepared(slot_pk, desk.study.uuid)
    Assignment.objects.filter(uuid=before[0][0]).update(revision=1, answered_at=timezone.now())

    assert prepared(slot_pk, desk.study.uuid) == before[1:]
    assert prepared(slot_pk, uuid4()) == []
    assert len(calls) == 1


@pytest.mark.django_db
def test_prepared_refuses_a_query_that_leaves_a_value_out() -> None:
    prepared = Prepared(lambda slot_pk: Study.objects.values_list("name"), int)

    with pytest.raises(AssertionError, match="a value is missing"):
        prepared(1)
