"""Which version somebody chose to use, why, and what was known then."""

from django.conf import settings
from django.db import models

from modelhub.models.model_version import ModelVersion


class SelectionDecision(models.Model):
    """One choice. Triggers in both databases refuse to change or delete it: another choice is another row."""

    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="decisions")
    reason = models.TextField()
    # What the page showed of the version then: licence, cost, and its win rates by study.
    figures = models.JSONField(default=dict)
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField(auto_now_add=True)
