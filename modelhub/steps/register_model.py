"""A writer's name, aliases and source --> ModelVersion."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from modelhub.models import ModelVersion


@dataclass(frozen=True, slots=True)
class SourceCard:
    """Where a version's texts come from; see ModelVersion for what the fields mean for which source."""

    source: str = ModelVersion.Source.UPLOADED
    location: str = ""
    revision: str = ""
    endpoint: dict[str, Any] = field(default_factory=dict)
    base: ModelVersion | None = None
    price: str = ""


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What is known of a writer when it is registered."""

    name: str
    kind: str = ModelVersion.Kind.LARGE_MODEL
    aliases: tuple[str, ...] = ()
    plain_words: str = ModelVersion.PlainWords.KNOWN
    licence: str = ""
    notes: str = ""
    source: SourceCard = field(default_factory=SourceCard)


@transaction.atomic
def register_model(card: ModelCard) -> tuple[ModelVersion, bool]:
    """Return the model version of that name and whether it is new; a known one is left as it is."""
    source = card.source
    return ModelVersion.objects.get_or_create(
        name=card.name,
        defaults={
            "kind": card.kind,
            "aliases": list(card.aliases),
            "plain_words": card.plain_words,
            "licence": card.licence,
            "notes": card.notes,
            "source": source.source,
            "location": source.location,
            "revision": source.revision,
            "endpoint": source.endpoint,
            "base": source.base,
            "price": source.price,
        },
    )
