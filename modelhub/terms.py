"""Whether a model may be trained on a dataset: the terms under which its texts may be used, and people's recorded word."""

from django.db.models import Q, QuerySet

from modelhub.licences import ALLOWED, OWN, USABLE, Permission
from modelhub.models import Dataset, TermsApproval


class MayNotTrain(Exception):
    """The dataset can't be trained on; the text says why and what to do."""


def permission_to_train(dataset: Dataset) -> Permission:
    """Say whether the terms of a dataset's texts allow training on them."""
    if dataset.terms in ALLOWED:
        return Permission.ALLOWED
    if not dataset.terms.startswith(OWN):
        return Permission.UNKNOWN
    return Permission.APPROVED if approvals_of(dataset).exists() else Permission.UNAPPROVED


def approvals_of(dataset: Dataset) -> QuerySet[TermsApproval]:
    """Return the approvals that count for a dataset: its own, and those of its teacher under the same terms."""
    whose = Q(dataset=dataset)
    if dataset.teacher_id is not None:
        whose |= Q(teacher=dataset.teacher_id)
    return TermsApproval.objects.filter(whose, terms=dataset.terms).select_related("approved_by").order_by("-id")


def check_may_train(dataset: Dataset) -> None:
    """Raise MayNotTrain where the dataset is not whole, or its terms allow no training."""
    if dataset.state != Dataset.State.FINISHED:
        raise MayNotTrain(f"{dataset.name} is not finished ({dataset.get_state_display().lower()}).")
    permission = permission_to_train(dataset)
    if permission is Permission.UNAPPROVED:
        raise MayNotTrain(
            f"{dataset.name}: nobody has approved training on texts under {dataset.terms}. Read the terms of "
            f"{dataset.teacher_name}, then record the approval on the dataset's page or by manage.py approve_terms."
        )
    if permission not in USABLE:
        stated = f"{dataset.terms} is not known to allow" if dataset.terms else "no terms of use are stated that allow"
        raise MayNotTrain(f"{dataset.name}: {stated} training on the texts of {dataset.teacher_name}.")
