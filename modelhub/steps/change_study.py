"""A draft's settings --> other settings; runs and tables stay as they were chosen."""

from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from evaluator.models import Study
from evaluator.steps.advance_study import NotNow
from evaluator.steps.log_event import append_link
from modelhub.models import StudyKey


@dataclass(frozen=True, slots=True)
class Settings:
    """What a lead may change until the study opens; claims go into the envelope, the rest into the plan."""

    name: str
    question: str
    guideline: str
    criteria: tuple[str, ...]
    deadline: datetime | None
    margin: Decimal | None
    stops_early: bool
    n_repeats: int
    claims: tuple[dict[str, Any], ...]


@transaction.atomic
def change_study(study: Study, settings: Settings, *, actor: str) -> None:
    """Store new settings of a draft and log which of them changed. Raises NotNow once it is open."""
    draft = Study.objects.select_for_update().get(pk=study.pk)
    if draft.state != Study.State.DRAFT:
        raise NotNow(f"The study is {draft.state}; its settings were fixed when it opened.")
    key = StudyKey.objects.select_for_update().get(study=draft)
    values = {**asdict(settings), "criteria": list(settings.criteria)}
    claims = list(values.pop("claims"))
    changed = [name for name, value in values.items() if getattr(draft, name) != value]
    changed += ["claims"] if key.claims != claims else []
    if not changed:
        return
    Study.objects.filter(pk=draft.pk).update(**values)
    StudyKey.objects.filter(pk=key.pk).update(claims=claims)
    append_link(draft, "settings_changed", actor=actor, detail={"settings": sorted(changed)})
