"""A writer's name and aliases --> ModelVersion."""

from dataclasses import dataclass

from modelhub.models import ModelVersion


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What is known of a writer when it is registered."""

    name: str
    kind: str = ModelVersion.Kind.LARGE_MODEL
    aliases: tuple[str, ...] = ()
    plain_words: str = ModelVersion.PlainWords.KNOWN
    licence: str = ""
    notes: str = ""


def register_model(card: ModelCard) -> tuple[ModelVersion, bool]:
    """Return the model version of that name and whether it is new; a known one is left as it is."""
    return ModelVersion.objects.get_or_create(
        name=card.name,
        defaults={
            "kind": card.kind,
            "aliases": list(card.aliases),
            "plain_words": card.plain_words,
            "licence": card.licence,
            "notes": card.notes,
        },
    )
