"""Somebody is shown a text under its writer's name --> Exposure, so that they are never asked to judge it blind."""

from collections.abc import Iterable

from django.db import transaction

from evaluator.models import Candidate, Exposure, Rater, Study, User
from evaluator.steps.accept_candidates import AcceptedText, present_text
from modelhub.models import ArmKey, RunOutput


class MustStayBlind(Exception):
    """The person rates in a study that is not locked yet; the text says what to do, and names no study."""


def record_exposure(user: User, digests: Iterable[str]) -> None:
    """Keep that a person has seen these texts under their writers' names; what is known already stays as it is."""
    rows = [Exposure(user=user, content_digest=digest) for digest in sorted(set(digests))]
    Exposure.objects.bulk_create(rows, ignore_conflicts=True)


def check_may_see(user: User) -> None:
    """Raise MustStayBlind while a person rates in any study.

    Any study, whatever it holds: an answer that depends on the text would tell a rater what is in their study.
    """
    if rates_somewhere(user):
        raise MustStayBlind(
            "You are a rater in a study that is not locked yet. "
            "Until then, texts under their writers' names stay closed to you."
        )


def rates_somewhere(user: User) -> bool:
    """Tell whether a person rates in a study that is not locked yet; an archived draft is put away, and doesn't count."""
    unlocked = [Study.State.DRAFT, Study.State.OPEN]
    return Rater.objects.filter(user=user, left_at=None, study__state__in=unlocked, study__archived_at=None).exists()


@transaction.atomic
def open_texts(user: User, outputs: Iterable[RunOutput]) -> None:
    """Record that a person opens these outputs. Raises MustStayBlind while they rate in any study."""
    check_may_see(user)
    record_exposure(user, (digest for output in outputs for digest in digests_of(output)))


def digests_of(output: RunOutput) -> frozenset[str]:
    """Return the content digests under which raters may meet an output: as it came, and as edited for a study."""
    text = AcceptedText(output.table_id, output.description, tuple(output.comments))
    edited = Candidate.objects.filter(
        table__table=output.table_id, arm__in=ArmKey.objects.filter(run=output.run_id).values("arm_id")
    )
    return frozenset({present_text(text).content_digest, *edited.values_list("content_digest", flat=True)})
