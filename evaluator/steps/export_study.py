"""Locked study --> one file, `blindbench.study/1`: all that verifying it needs, and no more than may be known yet."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evaluator.models import Analysis, Candidate, Commitment, LogEntry, Rater, Study
from evaluator.steps.advance_study import NotNow
from evaluator.steps.guess_rows import guess_rows
from evaluator.steps.json_stream import Part, Verbatim, json_stream
from evaluator.steps.pair_names import identical_pairs
from evaluator.steps.rating_rows import comments_of, each_rating_row
from evaluator.steps.seal import schedule_rows, table_facts

FORMAT = "blindbench.study/1"
SIMULATED = "Simulated raters: no person rated these texts. Do not decide with these ratings."


@dataclass(frozen=True, slots=True)
class OpenedKey:
    """The opened envelope as the sighted half hands it over: nonce, sealed bytes, and what each arm is, by code."""

    nonce: str
    payload: str
    # {code: {"model", "run", "run_digest"}}, read from the database and not from the sealed bytes.
    arms: Mapping[str, Mapping[str, object]]
    # The blinding indices, once they are measured.
    blinding: Mapping[str, object] | None = None


def export_study(study: Study, *, key: OpenedKey | None = None) -> Iterator[str]:
    """Return the file's text in pieces; `key` only after the reveal. Raises NotNow before the lock, and for a key too soon.

    Until the reveal these are null: texts, their digests and what follows from their lengths, comments, guesses, seed,
    nonces and the sealed bytes.
    """
    study = Study.objects.get(pk=study.pk)
    if study.state not in {Study.State.LOCKED, Study.State.REVEALED}:
        raise NotNow(f"The study is {study.state}; ratings are exported from the lock on.")
    opened = study.state == Study.State.REVEALED
    if key is not None and not opened:
        raise NotNow("The envelope is sealed until the reveal.")
    return json_stream(_parts(study, opened=opened, key=key))


def study_record(study: Study, *, key: OpenedKey) -> dict[str, Any]:
    """Return the whole record of an opened study, secrets included, for verifying on this machine; never to be sent."""
    study = Study.objects.get(pk=study.pk)
    if study.state == Study.State.DRAFT:
        raise NotNow("The study is a draft; nothing is sealed before it opens.")
    record: dict[str, Any] = json.loads("".join(json_stream(_parts(study, opened=True, key=key))))
    return record


def _parts(study: Study, *, opened: bool, key: OpenedKey | None) -> Iterator[Part]:
    commitment = Commitment.objects.get(study=study)
    yield "format", FORMAT
    yield "notice", SIMULATED if study.simulated else None
    yield "study", _facts(study)
    yield "arms", sorted(study.arms.values_list("code", flat=True))
    yield "raters", _raters(study)
    yield "tables", table_facts(study)
    yield "identical", sorted(list(pair) for pair in identical_pairs(study))
    yield "commitment", _commitment(commitment, opened=opened)
    yield "key", _key(key)
    yield "seed", study.seed if opened else None
    yield "schedule", iter(schedule_rows(study))
    yield "ratings", each_rating_row(study)
    yield "comments", comments_of(study) if opened else None
    yield "texts", _texts(study) if opened else None
    yield "guesses", iter(guess_rows(study)) if opened else None
    yield "blinding", _figures(key.blinding) if key and key.blinding and opened else None
    yield "analysis", _analysis(study, opened=opened)
    yield "log", _log(study)


def _facts(study: Study) -> dict[str, Any]:
    names = (
        "uuid",
        "name",
        "question",
        "guideline",
        "criteria",
        "deadline",
        "margin",
        "stops_early",
        "n_repeats",
        "state",
        "simulated",
    )
    times = ("created_at", "opened_at", "locked_at", "revealed_at")
    facts = {name: getattr(study, name) for name in names + times}
    return {**facts, "table_set": study.table_set.name, "n_slots": study.slots.count()}


def _raters(study: Study) -> Iterator[dict[str, Any]]:
    for rater in Rater.objects.filter(study=study).select_related("slot", "user").order_by("id").iterator():
        yield {
            "code": rater.code,
            "slot": rater.slot.number,
            "simulated": rater.user.simulated,
            "joined_at": rater.joined_at,
            "closed_at": rater.closed_at,
            "left_at": rater.left_at,
        }


def _commitment(commitment: Commitment, *, opened: bool) -> dict[str, Any]:
    return {
        "digest": commitment.digest,
        "plan": commitment.plan,
        "plan_digest": commitment.plan_digest,
        "code_version": commitment.code_version,
        "nonce": commitment.nonce if opened else None,
        "payload": commitment.payload if opened else None,
    }


def _key(key: OpenedKey | None) -> dict[str, Any]:
    if key is None:
        return {"nonce": None, "payload": None, "arms": None}
    return {"nonce": key.nonce, "payload": key.payload, "arms": key.arms}


def _texts(study: Study) -> Iterator[dict[str, Any]]:
    columns = ("arm__code", "table__table__digest", "description", "comments", "content_digest")
    rows = Candidate.objects.filter(arm__study=study).order_by("arm__code", "table__table__digest")
    for row in rows.values_list(*columns).iterator():
        yield dict(zip(("arm", "table", "description", "comments", "digest"), row, strict=True))


def _analysis(study: Study, *, opened: bool) -> Verbatim | None:
    """Return the stored numbers by arm code, those on length after the reveal; their draws start from the commitment."""
    stored = Analysis.objects.filter(study=study).first()
    if stored is None:
        return None
    # A win rate adjusted for length tells which arm's texts are longer.
    result = stored.result if opened else {**stored.result, "length": None}
    values = {"inputs_digest": stored.inputs_digest, "code_version": stored.code_version, "result": result}
    return _figures(values)


def _figures(values: Mapping[str, object]) -> Verbatim:
    """Statistics are numbers with a fraction, which canonical JSON has none of; nothing is hashed over them."""
    return Verbatim(json.dumps(values, ensure_ascii=False, allow_nan=False))


def _log(study: Study) -> Iterator[dict[str, Any]]:
    columns = ("seq", "at", "actor", "event", "detail", "previous", "digest")
    yield from LogEntry.objects.filter(study=study).order_by("seq").values(*columns).iterator()
