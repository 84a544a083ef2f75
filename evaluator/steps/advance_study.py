"""Draft --> open --> locked --> revealed: one step each, never back, each an entry of the log."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from evaluator.canonical import canonical_json, sha256_hex
from evaluator.code_version import code_version
from evaluator.models import Assignment, Candidate, Commitment, Exposure, Opening, Rating, Study
from evaluator.steps.guess_rows import guess_rows
from evaluator.steps.log_event import append_link
from evaluator.steps.rating_rows import rating_rows


class NotNow(Exception):
    """The study is not in the state that this step starts from; the text says what it is."""


@transaction.atomic
def open_for_rating(study: Study, commitment: Commitment, *, key_digest: str, actor: str) -> str:
    """Store what seals a draft, open it, and return the published digest.

    The caller sees to it that the draft has not changed since its commitment was prepared.
    """
    study = _in_state(study, Study.State.DRAFT)
    commitment.save()
    Study.objects.filter(pk=study.pk).update(state=Study.State.OPEN, opened_at=timezone.now())
    Opening.objects.filter(study=study).delete()
    append_link(
        study,
        "study_opened",
        actor=actor,
        detail={
            "commitment": commitment.digest,
            "plan": commitment.plan_digest,
            "key": key_digest,
            "code": commitment.code_version,
        },
    )
    return commitment.digest


@transaction.atomic
def lock_study(study: Study, *, actor: str) -> str:
    """Freeze all ratings; return the digest over them that the log keeps."""
    study = _in_state(study, Study.State.OPEN)
    # Every rating takes its assignment's row first: after this line none is under way, and the next one finds a lock.
    list(Assignment.objects.select_for_update().filter(slot__study=study).values_list("id", flat=True))
    digest = ratings_digest(study)
    Study.objects.filter(pk=study.pk).update(state=Study.State.LOCKED, locked_at=timezone.now())
    if code_version() != study.commitment.code_version:
        append_link(
            study,
            "deviation",
            actor="system",
            detail={"code": code_version(), "planned": study.commitment.code_version},
        )
    for code in raters_exposed_while_rating(study):
        append_link(study, "rater_exposed", actor="system", detail={"rater": code})
    append_link(study, "study_locked", actor=actor, detail={"ratings": digest})
    return digest


@transaction.atomic
def mark_revealed(study: Study, *, actor: str, reason: str, key_nonce: str) -> None:
    """Record that the envelope is open; only the sighted half's reveal calls this."""
    study = _in_state(study, Study.State.LOCKED)
    Study.objects.filter(pk=study.pk).update(state=Study.State.REVEALED, revealed_at=timezone.now())
    append_link(
        study,
        "study_revealed",
        actor=actor,
        detail={
            "reason": reason,
            "nonce": study.commitment.nonce,
            "key_nonce": key_nonce,
            "guesses": sha256_hex(canonical_json(guess_rows(study))),
        },
    )


def raters_exposed_while_rating(study: Study) -> Sequence[str]:
    """Return the codes of raters who saw a text of the study by its writer's name before their last rating.

    The pages see to it that there are none; the lock looks all the same, since only then nothing more can come.
    """
    texts = Candidate.objects.filter(arm__study=study).values("content_digest")
    rated_later = Rating.objects.filter(rater=OuterRef(OuterRef("pk")), created_at__gt=OuterRef("at"))
    seen = Exposure.objects.filter(Exists(rated_later), user=OuterRef("user"), content_digest__in=texts)
    return sorted(study.raters.filter(Exists(seen)).values_list("code", flat=True))


def ratings_digest(study: Study) -> str:
    """Return SHA-256 over canonical JSON of all ratings of a study, revisions included."""
    return sha256_hex(canonical_json(rating_rows(study)))


def _in_state(study: Study, state: Study.State) -> Study:
    locked = Study.objects.select_for_update().get(pk=study.pk)
    if locked.state != state:
        raise NotNow(f"The study is {locked.state}; this needs it to be {state}.")
    return locked
