"""A step of a programme that was begun: what its file asked for then, and how long it took."""

import uuid

from django.db import models


class ProgrammeStep(models.Model):
    """One row per programme and step; the step's own record (dataset, training, run, study) says how far it is."""

    programme = models.CharField(max_length=80)
    # "dataset", "training", "verify", "study", or "register NAME" and "generate NAME".
    step = models.CharField(max_length=140)
    # What the file asked for when it was begun: another wish is another programme.
    asked = models.JSONField()
    # Under which the step's record is found again: a study's id, the key of a run's order.
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Seconds that commands spent on it, added up.
    seconds = models.FloatField(default=0)
    # Why it did not come to its end, the last time.
    problem = models.TextField(blank=True)
    begun_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "step"], name="one_row_per_programme_and_step")]

    def __str__(self) -> str:
        return f"{self.programme}: {self.step}"
