"""Two texts --> PromptTemplate: the next version of its name; the same texts are the same template."""

from django.db import transaction
from django.db.models import Max

from evaluator.models import User
from modelhub.engine.prompts import TEMPLATES
from modelhub.engine.prompts import PromptTemplate as EnginePrompt
from modelhub.models import PromptTemplate


@transaction.atomic
def store_prompt(prompt: EnginePrompt, *, created_by: User | None = None) -> tuple[PromptTemplate, bool]:
    """Return the stored template with these texts, and whether it is new."""
    if known := PromptTemplate.objects.filter(digest=prompt.digest).first():
        return known, False
    last = PromptTemplate.objects.filter(name=prompt.name).aggregate(last=Max("version"))["last"] or 0
    return PromptTemplate.objects.get_or_create(
        digest=prompt.digest,
        defaults={
            "name": prompt.name,
            "version": last + 1,
            "system": prompt.system,
            "user": prompt.user,
            "created_by": created_by,
        },
    )


def store_built_in_prompts() -> list[PromptTemplate]:
    """Store the engine's own templates where they are not stored yet, and return them."""
    return [store_prompt(prompt)[0] for prompt in TEMPLATES.values()]
