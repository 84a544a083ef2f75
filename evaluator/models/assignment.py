"""An assignment: one pair at one place in one slot's sequence, with the sides drawn for it."""

import uuid

from django.db import models

from evaluator.models.pair import Pair
from evaluator.models.rater import Rater, Slot


class Assignment(models.Model):
    """The materialised schedule, one row per comparison; what a rater's page is asked for."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="assignments")
    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="assignments")
    # 0 is the primary showing; 1 is a hidden repeat, kept out of the primary estimate.
    repeat = models.PositiveSmallIntegerField(default=0)
    # True: the pair's second candidate stands on the left.
    swapped = models.BooleanField()
    position = models.PositiveIntegerField()
    # Highest revision of its ratings; 0 is "not rated yet". Kept here so that the next pair is one indexed look-up.
    revision = models.PositiveIntegerField(default=0)
    # 0 in the normal sequence; above it, put off to the end in that order after a problem was reported.
    deferred = models.PositiveIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)
    draft = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slot", "pair", "repeat"], name="one_assignment_per_slot_pair_and_repeat"),
            models.UniqueConstraint(fields=["slot", "position"], name="one_assignment_per_slot_and_position"),
        ]
        indexes = [models.Index(fields=["slot", "revision", "deferred", "position"], name="next_assignment")]


class ProblemReport(models.Model):
    """A rater's remark that a pair can't be judged as it stands; the pair comes again at the end."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="problems")
    rater = models.ForeignKey(Rater, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
