"""Somebody's word --> LicenceApproval: a model under a licence of its own may be used."""

from evaluator.models import User
from modelhub.licences import Permission, permission_of
from modelhub.models import LicenceApproval, ModelVersion


class CannotApprove(Exception):
    """Nothing to approve; the text says why and what to do."""


def approve_licence(version: ModelVersion, *, approved_by: User, why: str) -> LicenceApproval:
    """Record who allows the use of a LicenseRef-… licence, and why. Raises CannotApprove."""
    if permission_of(version) is not Permission.UNAPPROVED:
        raise CannotApprove(
            "Only a licence of the maker's own, written LicenseRef-…, can be approved: state the licence first."
        )
    return LicenceApproval.objects.create(
        model_version=version, licence=version.licence, why=why, approved_by=approved_by
    )
