"""A token by which a program acts for a person; the token itself is shown once and not stored."""

import uuid

from django.conf import settings
from django.db import models


class ApiToken(models.Model):
    """One person's token: what it may do, until when, and the SHA-256 it is known by."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    # The part of the token that finds its row and may be shown: "bbt_" and eight characters.
    handle = models.CharField(max_length=12, unique=True)
    # Of the whole token, which holds 256 random bits: nothing slower than SHA-256 is needed.
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.handle
