"""Somebody's word that a model under a licence of its own may be used."""

from django.conf import settings
from django.db import models

from modelhub.models.model_version import ModelVersion


class LicenceApproval(models.Model):
    """Kept for one version and the licence it had then: another licence needs another approval."""

    model_version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="approvals")
    licence = models.CharField(max_length=80)
    why = models.CharField(max_length=300)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(auto_now_add=True)
