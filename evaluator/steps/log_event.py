"""Study event --> LogEntry: the next link of the study's chain."""

from collections.abc import Mapping
from datetime import UTC, datetime

from django.db import transaction

from evaluator.canonical import canonical_json
from evaluator.chain import GENESIS, link_digest
from evaluator.models import LogEntry, Study

SYSTEM = "system"


@transaction.atomic
def log_event(study: Study, event: str, *, actor: str = SYSTEM, **detail: object) -> LogEntry:
    """Append one entry under the study row's lock and return it; `detail` must have a canonical JSON form."""
    Study.objects.select_for_update().get(pk=study.pk)
    return append_link(study, event, actor=actor, detail=detail)


def append_link(study: Study, event: str, *, actor: str, detail: Mapping[str, object]) -> LogEntry:
    """Append one entry; the caller holds the study row's lock already."""
    last = LogEntry.objects.filter(study=study).order_by("-seq").first()
    previous = last.digest if last else GENESIS
    values = {
        "seq": last.seq + 1 if last else 1,
        "at": datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z",
        "actor": actor,
        "event": event,
        "detail": canonical_json(detail).decode(),
        "previous": previous,
    }
    return LogEntry.objects.create(study=study, digest=link_digest(**values), **values)  # type: ignore[arg-type]
