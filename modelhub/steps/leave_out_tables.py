"""Tables on which some arm has no text --> left out of a draft, with what was found in the other arms' texts on them."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from evaluator.models import Study
from evaluator.steps.drop_tables import drop_tables
from modelhub.models import IdentityFinding


@transaction.atomic
def leave_out_tables(study: Study, chosen: Collection[UUID], *, actor: str) -> int:
    """Leave the chosen tables out for all arms and return how many. Raises CannotDrop, NotNow."""
    dropped = drop_tables(study, chosen, actor=actor)
    IdentityFinding.objects.filter(study=study, output__table__in=dropped).delete()
    return len(dropped)
