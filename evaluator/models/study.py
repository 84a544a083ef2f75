"""A study: its question and plan, its arms by code, its tables in blocks, and its sealed commitment."""

import uuid

from django.conf import settings
from django.db import models

from evaluator.models.table import SourceTable, TableSet


class Study(models.Model):
    """One blind comparison; it goes from draft to open to locked to revealed, and never back."""

    class State(models.TextChoices):
        DRAFT = "draft"
        OPEN = "open"
        LOCKED = "locked"
        REVEALED = "revealed"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    question = models.CharField(max_length=300)
    guideline = models.TextField(blank=True)
    # Names of the optional three-way criteria, such as "Accuracy".
    criteria = models.JSONField(default=list)
    deadline = models.DateTimeField(null=True)
    # Non-inferiority and equivalence margin on the win-rate scale; null asks for superiority only.
    margin = models.DecimalField(max_digits=4, decimal_places=3, null=True)
    # Whether the plan has a stopping rule, which the lead may ask while the study is open.
    stops_early = models.BooleanField(default=False)
    n_repeats = models.PositiveSmallIntegerField(default=0)
    table_set = models.ForeignKey(TableSet, on_delete=models.PROTECT, related_name="+")
    # 32 random bytes as hex; every random choice of the study comes from it. Secret until the reveal.
    seed = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    # True when the ratings come from a program: said on every page and in every export.
    simulated = models.BooleanField(default=False)
    shared_with_raters = models.BooleanField(default=False)
    leads = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="led_studies")
    created_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(null=True)
    locked_at = models.DateTimeField(null=True)
    revealed_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Arm(models.Model):
    """One of the things compared, known here by a random code only."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="arms")
    code = models.CharField(max_length=3)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "code"], name="one_arm_per_study_and_code")]

    def __str__(self) -> str:
        return self.code


class StudyTable(models.Model):
    """A table in a study, with its stratum and the block in which all raters meet it."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="tables")
    table = models.ForeignKey(SourceTable, on_delete=models.PROTECT, related_name="+")
    stratum = models.CharField(max_length=160)
    block = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "table"], name="one_study_table_per_table")]


class Commitment(models.Model):
    """What was sealed at opening: the published digest, the bytes behind it, and the nonce kept until the reveal."""

    study = models.OneToOneField(Study, on_delete=models.PROTECT, related_name="commitment")
    digest = models.CharField(max_length=64)
    nonce = models.CharField(max_length=64)
    # Canonical JSON, exactly the bytes that were hashed after the nonce.
    payload = models.TextField()
    plan = models.TextField()
    plan_digest = models.CharField(max_length=64)
    code_version = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)
