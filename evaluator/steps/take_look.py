"""Completed tables of an open study --> the stopping rule's bare "go on" or "stop", kept in the study's log."""

import json
from dataclasses import dataclass

from django.db import transaction

from evaluator.models import Assignment, LogEntry, Study
from evaluator.steps.advance_study import NotNow
from evaluator.steps.completed_tables import completed_tables
from evaluator.steps.log_event import append_link
from evaluator.steps.pair_names import identical_pairs
from evaluator.steps.rating_rows import rating_rows
from evaluator.steps.votes import votes_of

LOOKED = "planned_look"


@dataclass(frozen=True, slots=True)
class Look:
    """What the rule said after so many completed tables. Adding a field here is a blindness decision."""

    n_tables: int
    advice: str


def take_look(study_id: int, *, actor: str) -> Look:
    """Ask the stopping rule about the tables completed so far; asked again about the same tables, it says the same.

    Raises NotNow unless the study is open and its plan has the rule.
    """
    study = Study.objects.get(pk=study_id)
    _check(study)
    tables = completed_of(study)
    last = last_look(study)
    if last is not None and last.n_tables == len(tables):
        return last
    return _store(study, Look(len(tables), _advice(study, tables)), actor)


def last_look(study: Study) -> Look | None:
    """Return what the rule said last, None before the first look."""
    entry = LogEntry.objects.filter(study=study, event=LOOKED).order_by("-seq").first()
    return Look(**json.loads(entry.detail)) if entry else None


def has_looked(study: Study) -> bool:
    """Tell whether anybody has asked the rule: from then on its intervals are what counts."""
    return LogEntry.objects.filter(study=study, event=LOOKED).exists()


def completed_of(study: Study) -> tuple[str, ...]:
    """Return the digests of the tables that are complete, in the study's order."""
    blocks = dict(study.tables.values_list("table__digest", "block"))
    showings = Assignment.objects.filter(slot__study=study, repeat=0)
    rows = showings.values_list("pair__table__table__digest", "revision")
    return completed_tables(blocks, ((table, revision > 0) for table, revision in rows.iterator()))


def _advice(study: Study, tables: tuple[str, ...]) -> str:
    # Imported here: only workers compute, but web processes import this module.
    from evaluator.stats.looks import advice, pair_sequences
    from evaluator.stats.tally import tally

    votes = votes_of(rating_rows(study))
    sequences = pair_sequences(tally(votes, identical_pairs(study)), tables)
    return advice(sequences, margin=None if study.margin is None else float(study.margin))


@transaction.atomic
def _store(study: Study, look: Look, actor: str) -> Look:
    # The lock comes first: a study that was locked meanwhile takes no look any more.
    study = Study.objects.select_for_update().get(pk=study.pk)
    _check(study)
    append_link(study, LOOKED, actor=actor, detail={"n_tables": look.n_tables, "advice": look.advice})
    return look


def _check(study: Study) -> None:
    if study.state != Study.State.OPEN:
        raise NotNow(f"The study is {study.state}; the stopping rule is for open studies.")
    if not study.stops_early:
        raise NotNow("The study's plan has no stopping rule: it was fixed when the study opened.")
