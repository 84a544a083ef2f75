"""Somebody's choice with its reason --> SelectionDecision: which version is to be used, for good on the record."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from evaluator.models import User
from modelhub.licences import USABLE, permission_of
from modelhub.models import ModelVersion, SelectionDecision


class CannotChoose(Exception):
    """The version must not be used; the text says why and what to do."""


@transaction.atomic
def record_choice(*, version_id: UUID, reason: str, chosen_by: User, figures: Mapping[str, Any]) -> SelectionDecision:
    """Record a choice with what was known then; the same one sent twice by one person is recorded once.

    Raises CannotChoose while the version's licence does not allow its use, or where there is no such version.
    """
    # The lock lets one of two equal choices wait for the other.
    version = ModelVersion.objects.select_for_update().filter(uuid=version_id).first()
    if version is None:
        raise CannotChoose("There is no such version: choose one of the list.")
    if permission_of(version) not in USABLE:
        raise CannotChoose(
            f"{version.name} can't be chosen: its licence, {version.licence or 'not stated'}, does not allow the use. "
            "An engineer states or approves the licence on the version's page."
        )
    latest = SelectionDecision.objects.order_by("-id").first()
    if latest and (latest.version_id, latest.reason, latest.chosen_by_id) == (version.pk, reason, chosen_by.pk):
        return latest
    return SelectionDecision.objects.create(version=version, reason=reason, chosen_by=chosen_by, figures=dict(figures))
