"""Assignment --> BlindPair: the rater's next pair, or one of their own again."""

import math
from collections.abc import Collection
from statistics import median
from uuid import UUID, uuid4

from django.db.models import Count, Q

from evaluator.models import Assignment, Rating, SourceTable
from evaluator.steps.blind_pair import BlindPair, ColumnRow, Progress, TableView
from evaluator.steps.judgement import Answer, Mark, answer_of_rating
from evaluator.steps.rater_scope import (
    PAGE_FIELDS,
    NotYours,
    check_open,
    own_assignment,
    own_assignments,
    own_rater,
    seat_of,
)
from evaluator.steps.shown_side import side_token

DIALECTS = {
    "postgres": "PostgreSQL", "mysql": "MySQL", "sqlite": "SQLite", "databricks": "Databricks", "spark": "Spark",
    "snowflake": "Snowflake", "bigquery": "BigQuery", "tsql": "SQL Server", "oracle": "Oracle", "redshift": "Redshift",
    "duckdb": "DuckDB", "trino": "Trino", "hive": "Hive", "clickhouse": "ClickHouse",
}  # fmt: skip
# The median of fewer pairs says too little about the time still needed.
N_BEFORE_ESTIMATE = 5
N_RECENT = 40


def next_pair(*, user_id: int, study_id: UUID) -> BlindPair | None:
    """Return the first pair of the person's sequence that is not rated yet; None when all are.

    Raises NotYours, and NotOpen when the study is locked or the rater's part is closed.
    """
    mine = own_assignments(user_id, PAGE_FIELDS).filter(slot__study__uuid=study_id, revision=0)
    assignment = mine.order_by("deferred", "position").first()
    if assignment is None:
        rater = own_rater(user_id, study_id)
        check_open(rater.study, rater)
        return None
    check_open(assignment.slot.study, seat_of(assignment))
    return blind_pair(assignment)


def present_pair(*, user_id: int, assignment_id: UUID) -> BlindPair:
    """Return one of the person's own pairs, with their last answer or draft filled in. Raises NotYours, NotOpen."""
    seat, assignment = own_assignment(user_id, assignment_id, PAGE_FIELDS)
    check_open(assignment.slot.study, seat)
    return blind_pair(assignment)


def present_with(*, user_id: int, assignment_id: UUID, answer: Answer) -> BlindPair:
    """Return one of the person's own pairs with this answer filled in: for a form that could not be taken as it is."""
    seat, assignment = own_assignment(user_id, assignment_id, PAGE_FIELDS)
    check_open(assignment.slot.study, seat)
    return blind_pair(assignment, answer=answer)


def last_answered(*, user_id: int, study_id: UUID) -> UUID:
    """Return the assignment that the person answered last. Raises NotYours when there is none."""
    rater = own_rater(user_id, study_id)
    last = (
        Assignment.objects.filter(slot_id=rater.slot_id, revision__gt=0)
        .order_by("-answered_at")
        .values_list("uuid", flat=True)
        .first()
    )
    if last is None:
        raise NotYours
    return last


def blind_pair(assignment: Assignment, *, answer: Answer | None = None) -> BlindPair:
    """Return what the page shows; `answer` replaces the stored one, for a form that could not be taken."""
    pair, study = assignment.pair, assignment.slot.study
    left, right = (pair.second, pair.first) if assignment.swapped else (pair.first, pair.second)
    table, shown_answer = pair.table.table, answer or _kept_answer(assignment)
    return BlindPair(
        assignment_id=assignment.uuid,
        study_id=study.uuid,
        question=study.question,
        table=table_view(table),
        left=left.description,
        right=right.description,
        columns=column_rows(table, left.comments, right.comments, wrong=shown_answer.wrong),
        criteria=tuple(study.criteria),
        answer=shown_answer,
        base_revision=assignment.revision,
        submission_key=uuid4(),
        side_token=side_token(assignment, swapped=assignment.swapped),
        progress=progress_of(assignment.slot_id),
    )


def progress_of(slot_id: int) -> Progress:
    """Return how much of a slot's sequence is rated, and the time that the rest will take."""
    counts = Assignment.objects.filter(slot_id=slot_id).aggregate(
        n=Count("id"), done=Count("id", filter=Q(revision__gt=0))
    )
    n_open, minutes = counts["n"] - counts["done"], None
    if counts["done"] >= N_BEFORE_ESTIMATE and n_open:
        timed = Rating.objects.filter(assignment__slot_id=slot_id, revision=1, active_ms__isnull=False).order_by("-id")
        if recent := [ms for ms in timed.values_list("active_ms", flat=True)[:N_RECENT] if ms is not None]:
            minutes = math.ceil(median(recent) * n_open / 60_000)
    return Progress(n_done=counts["done"], n_total=counts["n"], minutes_left=minutes)


def table_view(table: SourceTable) -> TableView:
    """Return a table as raters see it."""
    sample = table.sample_rows or {"columns": [], "rows": []}
    return TableView(
        name=table.name,
        dialect=DIALECTS.get(table.dialect, table.dialect),
        key=", ".join(column["name"] for column in table.columns if "PK" in column["key"]),
        ddl=table.ddl,
        sample_columns=tuple(sample["columns"]),
        sample_rows=tuple(tuple(row) for row in sample["rows"]),
    )


def column_rows(
    table: SourceTable, left: list[str | None], right: list[str | None], *, wrong: Collection[Mark]
) -> tuple[ColumnRow, ...]:
    """Return the rows of the grid: schema, left comment, right comment, and which of the two are marked wrong."""
    return tuple(
        ColumnRow(
            index=index,
            name=column["name"],
            type=column["type"],
            keys=tuple(column["key"].split()),
            nullable=column["nullable"],
            left=one,
            right=other,
            left_wrong=("left", index) in wrong,
            right_wrong=("right", index) in wrong,
        )
        for index, (column, one, other) in enumerate(zip(table.columns, left, right, strict=True))
    )


def _kept_answer(assignment: Assignment) -> Answer:
    """A draft is newer than the last rating: saving a rating clears it."""
    if assignment.draft is not None:
        return Answer.from_json(assignment.draft)
    if assignment.revision:
        rating = assignment.ratings.get(revision=assignment.revision)
        return answer_of_rating(rating, swapped=assignment.swapped)
    return Answer()
