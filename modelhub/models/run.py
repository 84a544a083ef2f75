"""A generation run: one model version, one way of asking, one set of tables, and what came out."""

import uuid

from django.conf import settings
from django.db import models

from modelhub.models.model_version import ModelVersion


class GenerationRun(models.Model):
    """What an arm stands for. An upload and a human text are runs too."""

    class Source(models.TextChoices):
        UPLOAD = "upload", "Uploaded outputs"
        COMMENTS = "comments", "Comments of the imported tables"
        RULES = "rules", "Built-in rules"
        TRANSFORM = "transform", "Transformation of another run"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    model_version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="runs")
    table_set = models.ForeignKey("evaluator.TableSet", on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=12, choices=Source)
    # Name of the uploaded file, or of the rule set.
    origin = models.CharField(max_length=255)
    prompt_digest = models.CharField(max_length=64, blank=True)
    parameters = models.JSONField(default=dict)
    seed = models.BigIntegerField(default=0)
    # SHA-256 of canonical JSON of all of the above and of every output's raw digest.
    digest = models.CharField(max_length=64)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)


class RunOutput(models.Model):
    """One table's documentation as it came, raw text and hash included."""

    run = models.ForeignKey(GenerationRun, on_delete=models.PROTECT, related_name="outputs")
    table = models.ForeignKey("evaluator.SourceTable", on_delete=models.PROTECT, related_name="+")
    description = models.TextField()
    # One text or null per column, in the table's column order.
    comments = models.JSONField()
    raw = models.TextField()
    raw_digest = models.CharField(max_length=64)
    warnings = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "table"], name="one_output_per_run_and_table")]
