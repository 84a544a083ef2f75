"""Queries that are written once give what the ORM gives, for other values too."""

from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from evaluator.models import Assignment, Rating, Study
from evaluator.prepared import Prepared, PreparedInsert, PreparedUpdate, Row
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


RATING = ("assignment", "rater", "revision", "submission_key", "grade", "both_bad", "cant_judge", "shown_swapped")
REST = ("criteria", "wrong", "comment", "active_ms", "created_at")


def test_prepared_insert_stores_the_row_that_create_stores(desk: Desk) -> None:
    first, second = desk.rater.slot.assignments.order_by("position")[:2]
    values = (desk.rater.pk, 1, uuid4(), -1, False, "", True, {"clarity": 1}, [["first", 2]], '100 % "so"', None)
    insert, now = PreparedInsert(Rating, *RATING, *REST), timezone.now()

    for assignment in (first, second):
        insert(assignment.pk, *values, now)

    stored = list(Rating.objects.order_by("pk").values_list("assignment_id", "rater_id", *RATING[2:], *REST))
    assert stored == [(assignment.pk, *values, now) for assignment in (first, second)]


def test_prepared_insert_is_held_to_the_constraints(desk: Desk) -> None:
    assignment = desk.rater.slot.assignments.order_by("position")[0]
    values: Row = (assignment.pk, desk.rater.pk, 1, uuid4(), 7, False, "", True, {}, [], "", None, timezone.now())

    with pytest.raises(IntegrityError), transaction.atomic():
        PreparedInsert(Rating, *RATING, *REST)(*values)

    assert not Rating.objects.exists()


def test_prepared_update_changes_one_row(desk: Desk) -> None:
    first, second = desk.rater.slot.assignments.order_by("position")[:2]
    Assignment.objects.update(draft={"comment": "Half a thought."})
    now = timezone.now()

    PreparedUpdate(Assignment, "revision", "answered_at", "draft")(1, now, None, first.pk)

    rows = Assignment.objects.filter(pk__in=[first.pk, second.pk]).order_by("position")
    assert list(rows.values_list("revision", "answered_at", "draft")) == [
        (1, now, None),
        (0, None, {"comment": "Half a thought."}),
    ]
