"""Addresses that leave the site, in letters and for copying: they need the whole URL."""

from uuid import UUID

from django.conf import settings
from django.urls import reverse


def join_link(token: str) -> str:
    """Return the address at which an invitation is accepted."""
    return f"{settings.SITE_URL}{reverse('join', args=[token])}"


def rating_link(study_id: UUID) -> str:
    """Return the address of a study as its raters see it."""
    return f"{settings.SITE_URL}{reverse('rater:study', args=[study_id])}"
