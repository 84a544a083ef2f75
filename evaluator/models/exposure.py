"""Exposure: somebody has seen a text under the name of its writer, so they can't judge it blind."""

from django.conf import settings
from django.db import models


class Exposure(models.Model):
    """Which person saw which text, and when; the writer is not kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    content_digest = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "content_digest"], name="one_exposure_per_user_and_text")
        ]
