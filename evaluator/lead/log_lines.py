"""A study's log as sentences: events become words here, the chain stays what it is."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from string import Formatter
from typing import Any

from evaluator.chain import Link
from evaluator.models import LogEntry

SENTENCES = {
    "study_created": "Draft made, with {n_arms} arms",
    "opening_asked": "Asked for the study to be opened",
    "opening_begun": "Opening begun: the schedule is being written",
    "study_opened": "Study opened; commitment published",
    "study_locked": "Study locked; all ratings frozen",
    "study_revealed": "Names revealed: {reason}",
    "study_archived": "Put into the archive",
    "study_unarchived": "Brought back from the archive",
    "lead_added": "{lead} leads the study too",
    "rater_invited": "Place {slot}: invitation made",
    "rater_joined": "Place {slot}: joined",
    "rater_closed": "Closed their ratings",
    "rater_replaced": "Place {slot}: {rater} is replaced, {n_open} pairs handed over",
    "rater_removed": "Place {slot}: taken out of the draft",
    "tables_dropped": "Left out for all arms, since {why}: {tables}",
    "settings_changed": "Draft changed: {settings}",
    "text_edited": "Text edited, {table}, {place}: {why}",
    "finding_waived": "“{matched}” may stay, {table}, {place}: {why}",
    "findings_waived": "“{matched}” may stay in {places} places: {why}",
    "reminder_sent": "Reminder sent to {raters}",
    "report_shared": "Report shared with the raters",
    "report_unshared": "Report not shared with the raters any more",
    "rater_exposed": "{rater} saw a text by its writer's name before their last rating",
    "planned_look": "Stopping rule asked after {n_tables} tables: {advice}",
    "deviation": "Deviation: the code is {code}, sealed was {planned}",
}


@dataclass(frozen=True, slots=True)
class LogLine:
    """One entry in words, with the digests that chain it."""

    seq: int
    at: datetime
    actor: str
    what: str
    previous: str
    digest: str

    @property
    def chain(self) -> str:
        """The two digests, short: the one before, and its own."""
        return f"{self.previous[:4]}…{self.digest[:4]}"


def log_lines(entries: Iterable[LogEntry]) -> Sequence[LogLine]:
    """Put entries into words."""
    return [
        LogLine(
            seq=entry.seq,
            at=datetime.fromisoformat(entry.at),
            actor=entry.actor,
            what=sentence(entry.event, json.loads(entry.detail)),
            previous=entry.previous,
            digest=entry.digest,
        )
        for entry in entries
    ]


def links(entries: Iterable[LogEntry]) -> Iterable[Link]:
    """Return entries as they were hashed, for verifying."""
    return (
        Link(entry.seq, entry.at, entry.actor, entry.event, entry.detail, entry.previous, entry.digest)
        for entry in entries
    )


def sentence(event: str, detail: dict[str, Any]) -> str:
    """Say what happened; an event without a sentence is written with its details, so that none is ever left out."""
    words = {key: _word(value) for key, value in detail.items()}
    template = SENTENCES.get(event)
    if template is not None and all(field in words for _, field, _, _ in Formatter().parse(template) if field):
        return template.format_map(words)
    name = event.replace("_", " ").capitalize()
    return f"{name}: {', '.join(f'{key} {value}' for key, value in words.items())}" if words else name


def _word(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
