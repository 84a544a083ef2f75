"""A dataset to train on: synthesised by a teacher or brought along, its examples, and what was rejected."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from modelhub.models.model_version import ModelVersion


class Dataset(models.Model):
    """Prompts and completions with where they come from; once it is finished, its digest is what it is."""

    class Source(models.TextChoices):
        SYNTHESIS = "synthesis", "Synthesised"
        IMPORT = "import", "Imported"

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting for a worker"
        RUNNING = "running", "Being written"
        FINISHED = "finished", "Finished"
        CANCELLED = "cancelled", "Cancelled"
        # Stopped by itself: budget spent, teacher gone. `problem` says why; it can go on.
        STOPPED = "stopped", "Stopped"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120, unique=True)
    source = models.CharField(max_length=10, choices=Source, default=Source.SYNTHESIS)
    # Name of the file of own data.
    origin = models.CharField(max_length=255, blank=True)
    # Null: the built-in offline teacher, or no teacher at all.
    teacher = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, null=True, related_name="taught")
    # The teacher's terms of output use: an SPDX id, or LicenseRef-… with an approval.
    terms = models.CharField(max_length=80, blank=True)
    n_asked = models.PositiveIntegerField(default=0)
    seed = models.BigIntegerField(default=0)
    # What it is drawn from, in words: {"edition", "levels", "n_industries", "n_use_cases"}.
    parameters = models.JSONField(default=dict)
    # The same in full, as it was at the start, so that a worker that takes over draws the same briefs:
    # {"industries": [[code, title], …], "use_cases": [[key, title, description, [sector, …]], …],
    #  "sources": [{"what", "origin", "is_built_in"}, …]}.
    drawn_from = models.JSONField(default=dict)
    # SHA-256 over its lines; blank until it is finished.
    digest = models.CharField(max_length=64, blank=True)
    # The card for programs: counts by split, and what every filter let through and stopped.
    report = models.JSONField(default=dict)
    # The card for people, Markdown.
    card = models.TextField(blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.QUEUED)
    problem = models.TextField(blank=True)
    # Which workers take it: gpu or web.
    queue = models.CharField(max_length=8, blank=True)
    # The worker that has it in hand, until `lease_until`; after that it is anybody's again.
    worker = models.CharField(max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True)
    budget_usd = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    # Kept up while it is written: no page counts rows.
    n_written = models.PositiveIntegerField(default=0)
    n_examples = models.PositiveIntegerField(default=0)
    n_rejects = models.PositiveIntegerField(default=0)
    n_tokens_in = models.BigIntegerField(default=0)
    n_tokens_out = models.BigIntegerField(default=0)
    cost_usd = models.DecimalField(max_digits=14, decimal_places=6, default=0)
    worker_seconds = models.FloatField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["queue", "id"], condition=Q(state__in=["queued", "running"]), name="datasets_to_work_on"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def teacher_name(self) -> str:
        """Return who wrote the texts."""
        if self.teacher is not None:
            return self.teacher.name
        return "offline teacher" if self.source == self.Source.SYNTHESIS else "own data"


class DatasetLine(models.Model):
    """One line of dataset.jsonl, whole, with what pages look it up by."""

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    split = models.CharField(max_length=10)
    industry = models.CharField(max_length=6, blank=True)
    use_case = models.CharField(max_length=60, blank=True)
    dialect = models.CharField(max_length=40, blank=True)
    table_name = models.CharField(max_length=300, blank=True)
    n_columns = models.PositiveIntegerField(default=0)
    # The JSON text as the digest has it.
    body = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dataset", "number"], name="one_line_per_dataset_and_number")]
        indexes = [
            models.Index(fields=["dataset", "split", "number"], name="lines_by_split"),
            models.Index(fields=["dataset", "industry", "number"], name="lines_by_industry"),
        ]


class DatasetReject(models.Model):
    """What the teacher wrote and a filter stopped, or that it wrote nothing; `reason` is the filter's name."""

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="rejects")
    number = models.PositiveIntegerField()
    reason = models.CharField(max_length=40)
    # In words: what about it, and where.
    detail = models.TextField(blank=True)
    industry = models.CharField(max_length=6, blank=True)
    use_case = models.CharField(max_length=60, blank=True)
    raw = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dataset", "number"], name="one_reject_per_dataset_and_number")]
        indexes = [
            models.Index(fields=["dataset", "reason", "number"], name="rejects_by_reason"),
            models.Index(fields=["dataset", "industry", "number"], name="rejects_by_industry"),
        ]


class DatasetDraft(models.Model):
    """What a model wrote for one brief, kept as it came: a worker that takes over does not ask for it again."""

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="drafts")
    number = models.PositiveIntegerField()
    # ASCII JSON of the engine's Draft or Refusal: whatever a model says, either database can hold it.
    written = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dataset", "number"], name="one_draft_per_dataset_and_number")]
