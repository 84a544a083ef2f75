"""A finding of the self-identification scan: a place where a text may name its writer."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from modelhub.models.run import RunOutput


class IdentityFinding(models.Model):
    """It blocks opening until an engineer edits the text or says why it may stay."""

    class Resolution(models.TextChoices):
        OPEN = "", "Open"
        WAIVED = "waived", "Waived"
        EDITED = "edited", "Edited"

    study = models.ForeignKey("evaluator.Study", on_delete=models.PROTECT, related_name="+")
    output = models.ForeignKey(RunOutput, on_delete=models.PROTECT, related_name="findings")
    # Column index, or null for the description.
    column = models.PositiveIntegerField(null=True)
    matched = models.CharField(max_length=200)
    reason = models.CharField(max_length=200)
    resolution = models.CharField(max_length=8, choices=Resolution, default=Resolution.OPEN, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    resolved_why = models.CharField(max_length=300, blank=True)

    class Meta:
        # Two, because SQLite has no NULLS NOT DISTINCT.
        constraints = [
            models.UniqueConstraint(
                fields=["study", "output", "column", "matched"], name="one_finding_per_column_and_match"
            ),
            models.UniqueConstraint(
                fields=["study", "output", "matched"],
                condition=Q(column=None),
                name="one_finding_per_description_and_match",
            ),
        ]
