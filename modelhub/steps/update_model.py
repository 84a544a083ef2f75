"""A model version's card --> the same version with other facts; what an envelope holds of it stays."""

from django.db import transaction

from evaluator.models import Study
from modelhub.models import ArmKey, ModelVersion
from modelhub.steps.register_model import ModelCard


class CannotRename(Exception):
    """Name or kind can't change; the text says why and what to do."""


@transaction.atomic
def update_model(model: ModelVersion, card: ModelCard) -> None:
    """Store another card. Raises CannotRename when the name is taken, or sealed with the kind in an opened study."""
    if card.name != model.name and ModelVersion.objects.filter(name=card.name).exists():
        raise CannotRename(f"{card.name} is registered already.")
    if (card.name, card.kind) != (model.name, model.kind) and _is_sealed(model):
        raise CannotRename("Name and kind are sealed with a study that has opened: register another version instead.")
    ModelVersion.objects.filter(pk=model.pk).update(
        name=card.name,
        kind=card.kind,
        aliases=list(card.aliases),
        plain_words=card.plain_words,
        licence=card.licence,
        notes=card.notes,
    )


def _is_sealed(model: ModelVersion) -> bool:
    opened = ArmKey.objects.filter(run__model_version=model).exclude(arm__study__state=Study.State.DRAFT)
    return opened.exists()
