"""Somebody's word --> TermsApproval: a model may be trained on what a teacher under terms of its own wrote."""

from evaluator.models import User
from modelhub.licences import Permission
from modelhub.models import Dataset, TermsApproval
from modelhub.terms import permission_to_train


class NothingToApprove(Exception):
    """The terms need no approval, or can't be approved; the text says why."""


def approve_terms(dataset: Dataset, *, approved_by: User | None, why: str) -> TermsApproval:
    """Record who allows training on a dataset's texts under LicenseRef-… terms, and why. Raises NothingToApprove."""
    if permission_to_train(dataset) is not Permission.UNAPPROVED:
        raise NothingToApprove(
            "Only terms of the teacher's maker's own, written LicenseRef-…, that nobody has approved yet can be approved."
        )
    return TermsApproval.objects.create(
        dataset=dataset, teacher=dataset.teacher, terms=dataset.terms, why=why, approved_by=approved_by
    )
