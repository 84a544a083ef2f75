"""Who was reminded when, and who is idle enough to be reminded now."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from evaluator.models import Assignment, LogEntry, Rater, Study

IDLE_AFTER = timedelta(days=3)
NOT_AGAIN_WITHIN = timedelta(days=1)
# One entry names everybody who was reminded at once, so few entries say it all.
N_ENTRIES = 100


def last_reminders(study: Study) -> dict[str, datetime]:
    """Return when each rater was last reminded, by rater code, as far as the study's latest reminders say."""
    entries = LogEntry.objects.filter(study=study, event="reminder_sent").order_by("-seq")[:N_ENTRIES]
    return {code: datetime.fromisoformat(entry.at) for entry in reversed(entries) for code in _codes(entry)}


def idle_raters(study: Study) -> Sequence[Rater]:
    """Return raters of an open study who have pairs left, gave no answer for three days and no reminder for one."""
    now = timezone.now()
    if study.state != Study.State.OPEN or study.opened_at is None or study.opened_at > now - IDLE_AFTER:
        return []
    away = Q(last_seen_at__lt=now - IDLE_AFTER) | Q(last_seen_at=None, joined_at__lt=now - IDLE_AFTER)
    left = Assignment.objects.filter(slot=OuterRef("slot"), revision=0)
    idle = Rater.objects.filter(away, Exists(left), study=study, left_at=None, closed_at=None)
    reminded = last_reminders(study)
    return [
        rater
        for rater in idle.select_related("user").order_by("slot__number")
        if rater.code not in reminded or reminded[rater.code] < now - NOT_AGAIN_WITHIN
    ]


def _codes(entry: LogEntry) -> list[str]:
    codes: list[str] = json.loads(entry.detail)["raters"]
    return codes
