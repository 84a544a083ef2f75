"""Somebody is shown a text under its writer's name --> Exposure, so that they are never asked to judge it blind."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from evaluator.models import Candidate, Exposure, Rater, Study, User
from evaluator.steps.accept_candidates import AcceptedText, present_text
from modelhub.models import ArmKey, GenerationRun, RunOutput
from modelhub.steps.seal_arms import texts_of


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
    """Tell whether a person rates in a study that is not analysed yet; an archived draft is put away, and doesn't count.

    Between the lock and the analysis raters may still answer who they think wrote the texts.
    """
    rates = Rater.objects.filter(user=user, left_at=None, study__archived_at=None)
    unlocked = Q(study__state__in=[Study.State.DRAFT, Study.State.OPEN])
    return rates.filter(unlocked | Q(study__state=Study.State.LOCKED, study__analysis=None)).exists()


def open_texts(user: User, outputs: Iterable[RunOutput]) -> None:
    """Record that a person opens these outputs. Raises MustStayBlind while they rate in any study."""
    show_to(user, (digest for output in outputs for digest in digests_of(output)))


def open_run(user: User, run: GenerationRun) -> None:
    """Record that a person is shown something about every text of a run. Raises MustStayBlind."""
    arms = ArmKey.objects.filter(run=run).values("arm_id")
    edited = Candidate.objects.filter(arm__in=arms).values_list("content_digest", flat=True)
    show_to(user, {*edited, *(text.content_digest for text in texts_of(run))})


@transaction.atomic
def show_to(user: User, digests: Iterable[str]) -> None:
    """Record that a person is about to see these texts, or what tells of each, by writer. Raises MustStayBlind.

    To be called before anything of them is read. Enrolment takes the person's row too, so that nobody slips into a study
    between the check and the record.
    """
    User.objects.select_for_update().get(pk=user.pk)
    check_may_see(user)
    record_exposure(user, digests)


def digests_in(study: Study) -> Iterable[str]:
    """Return the content digests of all texts of a study."""
    return Candidate.objects.filter(arm__study=study).values_list("content_digest", flat=True)


def digests_of(output: RunOutput) -> frozenset[str]:
    """Return the content digests under which raters may meet an output: as it came, and as edited for a study."""
    text = AcceptedText(output.table_id, output.description, tuple(output.comments))
    edited = Candidate.objects.filter(
        table__table=output.table_id, arm__in=ArmKey.objects.filter(run=output.run_id).values("arm_id")
    )
    return frozenset({present_text(text).content_digest, *edited.values_list("content_digest", flat=True)})
