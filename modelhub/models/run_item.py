"""The work of a run, one row per table: the truth that messages only wake workers up for."""

from django.db import models
from django.db.models import Q

from modelhub.models.run import GenerationRun


class RunItem(models.Model):
    """One table of a run: waiting, in somebody's hands for a while, or finished for better or worse."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        # In the hands of `worker` until `lease_until`; after that it is anybody's again.
        CLAIMED = "claimed", "In work"
        DONE = "done", "Documented"
        FAILED = "failed", "Failed"

    run = models.ForeignKey(GenerationRun, on_delete=models.PROTECT, related_name="items")
    table = models.ForeignKey("evaluator.SourceTable", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    n_attempts = models.PositiveIntegerField(default=0)
    worker = models.CharField(max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True)
    # What came of it: the engine's status, and in a word what went wrong, to count errors by.
    status = models.CharField(max_length=10, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    notes = models.JSONField(default=list)
    # Every call's text of a table that failed; a documented table's is with its output.
    raw = models.TextField(blank=True)
    n_calls = models.PositiveIntegerField(default=0)
    n_tokens_in = models.PositiveIntegerField(default=0)
    n_tokens_out = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)
    forced = models.BooleanField(default=False)
    prompt_cut = models.BooleanField(default=False)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "table"], name="one_item_per_run_and_table")]
        indexes = [
            # What waits, and what a worker that is gone left behind: found in O(log n) among millions of finished rows.
            models.Index(fields=["run", "id"], condition=Q(state="waiting"), name="items_waiting"),
            models.Index(fields=["run", "lease_until"], condition=Q(state="claimed"), name="items_claimed"),
            models.Index(fields=["run", "kind", "id"], condition=Q(state="failed"), name="items_failed"),
            models.Index(fields=["run", "finished_at"], name="items_finished"),
        ]


class RunTally(models.Model):
    """How many tables of a run ended in one status and kind, kept up as they end: no page counts a million rows."""

    run = models.ForeignKey(GenerationRun, on_delete=models.PROTECT, related_name="tallies")
    status = models.CharField(max_length=10)
    kind = models.CharField(max_length=40, blank=True)
    n_tables = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "status", "kind"], name="one_tally_per_run_status_and_kind")
        ]


class RunMinute(models.Model):
    """What a run did in one minute: the line of its progress page."""

    run = models.ForeignKey(GenerationRun, on_delete=models.PROTECT, related_name="minutes")
    minute = models.DateTimeField()
    n_tables = models.PositiveIntegerField(default=0)
    n_tokens_out = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "minute"], name="one_row_per_run_and_minute")]
