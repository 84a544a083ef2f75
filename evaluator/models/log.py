"""The study's log: an append-only chain in which every entry holds the digest of the one before it."""

from django.db import models

from evaluator.models.study import Study


class LogEntry(models.Model):
    """One event. Triggers in both databases refuse to change or delete it."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="log")
    seq = models.PositiveIntegerField()
    # The hashed strings themselves are stored, so that verifying needs no formatting.
    at = models.CharField(max_length=32)
    actor = models.CharField(max_length=254)
    event = models.CharField(max_length=40)
    detail = models.TextField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "seq"], name="one_log_entry_per_study_and_seq")]
        ordering = ["study", "seq"]
