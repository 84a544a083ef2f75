"""A candidate: one arm's documentation of one table, as raters see it."""

from django.db import models

from evaluator.models.study import Arm, StudyTable


class Candidate(models.Model):
    """Presentation-normalised texts; the raw text stays with the run that wrote it, in the sighted half."""

    arm = models.ForeignKey(Arm, on_delete=models.PROTECT, related_name="candidates")
    table = models.ForeignKey(StudyTable, on_delete=models.PROTECT, related_name="candidates")
    description = models.TextField()
    # One text or null per column, in the table's column order.
    comments = models.JSONField()
    content_digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["arm", "table"], name="one_candidate_per_arm_and_table")]
        indexes = [models.Index(fields=["content_digest"])]
