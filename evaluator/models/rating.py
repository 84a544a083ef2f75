"""A rating: one revision of one answer to one assignment; rows are only ever added."""

from django.db import models
from django.db.models import Q

from evaluator.models.assignment import Assignment
from evaluator.models.rater import Rater


class Rating(models.Model):
    """Coded by candidate, never by side: a positive grade favours the pair's first candidate."""

    class CantJudge(models.TextChoices):
        UNKNOWN_DOMAIN = "unknown_domain", "I don't know this subject well enough"
        UNCLEAR_TABLE = "unclear_table", "The table itself is unclear"
        UNREADABLE = "unreadable", "A text is broken or unreadable"
        OTHER = "other", "Another reason"

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="ratings")
    rater = models.ForeignKey(Rater, on_delete=models.PROTECT, related_name="ratings")
    revision = models.PositiveIntegerField()
    submission_key = models.UUIDField()
    # -2 ... +2 towards the pair's first candidate; null when the rater can't judge.
    grade = models.SmallIntegerField(null=True)
    both_bad = models.BooleanField(default=False)
    cant_judge = models.CharField(max_length=16, choices=CantJudge, blank=True)
    # The side really shown, read back from the page.
    shown_swapped = models.BooleanField()
    # {criterion: -1, 0 or 1 towards the first candidate}
    criteria = models.JSONField(default=dict)
    # [["first" or "second", column index or null for the description], ...]
    wrong = models.JSONField(default=list)
    comment = models.TextField(blank=True)
    # Time with the page visible and in use; null when the page could not measure it (no JavaScript).
    active_ms = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "revision"], name="one_rating_per_revision"),
            models.UniqueConstraint(fields=["assignment", "submission_key"], name="one_rating_per_submission"),
            models.CheckConstraint(
                condition=Q(cant_judge="", grade__range=(-2, 2)) | (~Q(cant_judge="") & Q(grade=None, both_bad=False)),
                name="a_grade_or_a_reason_why_not",
            ),
            models.CheckConstraint(condition=Q(both_bad=False) | Q(grade=0), name="both_bad_is_grade_zero"),
        ]
