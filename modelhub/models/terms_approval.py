"""Somebody's word that a model may be trained on what another one wrote."""

from django.conf import settings
from django.db import models

from modelhub.models.dataset import Dataset
from modelhub.models.model_version import ModelVersion


class TermsApproval(models.Model):
    """Kept for the dataset it was given for, for all others of the same teacher, and the terms of that time."""

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="approvals")
    teacher = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, null=True, related_name="+")
    terms = models.CharField(max_length=80)
    why = models.CharField(max_length=300)
    # Null: given at the command line.
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(auto_now_add=True)
