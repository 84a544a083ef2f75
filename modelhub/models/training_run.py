"""A training: one base, one dataset, one configuration, and the version that came of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from modelhub.models.dataset import Dataset
from modelhub.models.model_version import ModelVersion


class TrainingRun(models.Model):
    """What workers train on the queue for GPUs; one at a time has it in hand, and another goes on from its checkpoint."""

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting for a worker"
        RUNNING = "running", "Training"
        FINISHED = "finished", "Finished"
        CANCELLED = "cancelled", "Cancelled"
        # Stopped by itself: no number for a loss, no room on the disk, files changed. `problem` says why; it can go on.
        STOPPED = "stopped", "Stopped"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Of the version that is registered when it is finished.
    name = models.CharField(max_length=120, unique=True)
    # Null: a new small model, of the shape that `new_shape` says.
    base = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, null=True, related_name="trainings")
    # {"hidden", "n_layers", "vocabulary"}
    new_shape = models.JSONField(default=dict)
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="trainings")
    # The engine's configuration with all its fields, and their digest.
    config = models.JSONField(default=dict)
    config_digest = models.CharField(max_length=64)
    state = models.CharField(max_length=9, choices=State, default=State.QUEUED)
    problem = models.TextField(blank=True)
    worker = models.CharField(max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True)
    # Workers that took it up; one in whose hands so many died is held to be the cause.
    n_attempts = models.PositiveIntegerField(default=0)
    # What the last line of its metrics said.
    device = models.CharField(max_length=120, blank=True)
    n_steps = models.PositiveIntegerField(default=0)
    n_steps_done = models.PositiveIntegerField(default=0)
    n_tokens = models.BigIntegerField(default=0)
    n_too_long = models.PositiveIntegerField(default=0)
    loss = models.FloatField(null=True)
    best_eval_loss = models.FloatField(null=True)
    tokens_per_s = models.FloatField(null=True)
    # Seconds that workers had it in hand, added up: device hours.
    worker_seconds = models.FloatField(default=0)
    cost_usd = models.DecimalField(max_digits=14, decimal_places=6, default=0)
    result = models.OneToOneField(ModelVersion, on_delete=models.PROTECT, null=True, related_name="training")
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(state__in=["queued", "running"]), name="trainings_to_work_on")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def base_name(self) -> str:
        """Return what it started from."""
        if self.base is not None:
            return self.base.name
        return f"a new model of {self.new_shape.get('hidden')} × {self.new_shape.get('n_layers')}"


class TrainingPoint(models.Model):
    """One step's losses: the curve of the training's page. `eval_loss` is measured at some steps only."""

    training = models.ForeignKey(TrainingRun, on_delete=models.CASCADE, related_name="points")
    step = models.PositiveIntegerField()
    loss = models.FloatField(null=True)
    eval_loss = models.FloatField(null=True)
    learning_rate = models.FloatField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["training", "step"], name="one_point_per_training_and_step")]
