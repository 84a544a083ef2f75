"""Draft --> open: every gate is checked, the envelope sealed, the schedule written, the commitment published."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from evaluator.models import Candidate, Commitment, Exposure, Opening, Rater, Study
from evaluator.steps.advance_study import open_for_rating
from evaluator.steps.ask_opening import note_progress
from evaluator.steps.assign_raters import assign_raters
from evaluator.steps.drop_tables import tables_without_text
from evaluator.steps.hold_draft import begin_opening, hold_draft
from evaluator.steps.seal import prepare_commitment
from modelhub.engine.identity_scan import NAMES_A_MODEL, scan
from modelhub.licences import USABLE, permission_of
from modelhub.models import ArmKey, IdentityFinding, ModelVersion
from modelhub.steps.scan_study import registered_names, scan_study
from modelhub.steps.seal_arms import Key, seal_arms, store_key
from modelhub.steps.shown_texts import tables_that_show_a_text


class CannotOpen(Exception):
    """Gates that are shut; each text says what is wrong and what to do."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = tuple(reasons)


@dataclass(frozen=True, slots=True)
class Gate:
    """One condition of opening; `shut` says what is wrong and what to do, and is empty when it holds."""

    condition: str
    shut: str


def open_study(study: Study, *, actor: str, asked_seq: int | None = None) -> str:
    """Scan once more, open a draft and return its commitment.

    Raises CannotOpen; NotNow when it is no draft any more, changes meanwhile or has changed since the entry `asked_seq`;
    Overtaken when another opening began later.
    """
    if study.state == Study.State.DRAFT:
        scan_study(study)
    _check(study)
    began = begin_opening(study, actor=actor, asked_seq=asked_seq)
    # As it is from here on: any later change stops the opening.
    study = Study.objects.get(pk=study.pk)
    assign_raters(study, began=began)
    note_progress(study, Opening.Stage.SEALING)
    key = seal_arms(study)
    return _open(study, key, prepare_commitment(study, key_digest=key.digest), began, actor)


@transaction.atomic
def _open(study: Study, key: Key, commitment: Commitment, began: int, actor: str) -> str:
    hold_draft(study, began=began)
    _check(study)
    # Together, since the key that is stored must be the one that the commitment holds the digest of.
    store_key(study, key)
    return open_for_rating(study, commitment, key_digest=key.digest, actor=actor)


def _check(study: Study) -> None:
    if reasons := shut_gates(study):
        raise CannotOpen(reasons)


def shut_gates(study: Study) -> Sequence[str]:
    """Return why a draft can't open yet; never which arm it is about."""
    return [gate.shut for gate in gates(study) if gate.shut]


def gates(study: Study) -> Sequence[Gate]:
    """Return all conditions of opening, in the order in which they are worked off."""
    return (
        Gate("Every arm documents every table", _missing_texts(study)),
        Gate("Every writer's licence allows its use", _licences(study)),
        Gate("No text names its writer", _findings(study)),
        Gate("Nothing that raters read names a model", _names_shown(study)),
        Gate("No table shows one of the texts", _texts_shown(study)),
        Gate("Raters are invited", _no_raters(study)),
        Gate("No rater has seen the texts under their writers' names", _exposed(study)),
    )


def _no_raters(study: Study) -> str:
    return "" if study.slots.exists() else "No rater is invited: invite at least one."


def _missing_texts(study: Study) -> str:
    missing = tables_without_text(study).count()
    tables = "1 table: leave it" if missing == 1 else f"{missing} tables: leave them"
    return f"Some arm has no text for {tables} out for all arms, or compare other runs." if missing else ""


def _licences(study: Study) -> str:
    # A model's name is no secret, only which arm it is; names are sorted, so that nothing tells by its place.
    versions = ModelVersion.objects.filter(pk__in=ArmKey.objects.filter(arm__study=study).values("run__model_version"))
    closed = sorted(version.name for version in versions if permission_of(version) not in USABLE)
    remedy = "an engineer must state it, or approve it, on the model's page"
    return f"The licence of {' and of '.join(closed)} does not allow the use in studies: {remedy}." if closed else ""


def _findings(study: Study) -> str:
    n_open = IdentityFinding.objects.filter(study=study, resolution="").count()
    places = "1 place in the texts" if n_open == 1 else f"{n_open} places in the texts"
    return f"{places} may name a writer: an engineer must edit the text or let it stay first." if n_open else ""


def _names_shown(study: Study) -> str:
    read = "\n".join([study.name, study.question, study.guideline, *study.criteria])
    found = scan(read, registered_names())
    names = sorted({finding.matched for finding in found if finding.reason == NAMES_A_MODEL})
    remedy = "change the settings, or let an engineer note on the model's page that it is an ordinary word"
    return f"Name, question, guideline or criteria say “{names[0]}”, which is a model: {remedy}." if names else ""


def _texts_shown(study: Study) -> str:
    names = tables_that_show_a_text(study)
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    remedy = "choose other tables, or import them again without it"
    return (
        f"Definition or sample rows hold a text to be judged: {', '.join(names[:5])}{more}; {remedy}." if names else ""
    )


def _exposed(study: Study) -> str:
    codes = sorted(exposed_raters(study).values_list("code", flat=True))
    saw = "saw texts of this study under their writers' names"
    return f"{', '.join(codes)} {saw}: replace {'them' if len(codes) > 1 else 'this rater'}." if codes else ""


def exposed_raters(study: Study) -> QuerySet[Rater]:
    """Return the present raters who have seen any text of the study under its writer's name; never which."""
    texts = Candidate.objects.filter(arm__study=study).values("content_digest")
    seen = Exposure.objects.filter(content_digest__in=texts).values("user_id")
    return study.raters.filter(left_at=None, user__in=seen)
