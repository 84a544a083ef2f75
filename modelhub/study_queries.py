"""What the pages of a draft read: its runs by name, never by code, its raters, its claims and its findings."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet
from django.utils import timezone

from evaluator.models import Invitation, Pair, Slot, Study
from modelhub.models import ArmKey, GenerationRun, IdentityFinding, StudyKey
from modelhub.queries import runs_with_counts
from modelhub.steps.create_study import tables_of_all
from modelhub.steps.resolve_finding import candidate_of
from modelhub.study_forms import CLAIMS, SettingsForm, run_labels


@dataclass(frozen=True, slots=True)
class SlotRow:
    """One place among a draft's raters: who is asked to fill it and whether they have."""

    number: int
    email: str
    code: str
    joined: bool
    link_ends_at: datetime | None
    has_expired: bool


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding in its text, cut into stretches of (text, is the match)."""

    id: int
    table: str
    # Name of the column; "" for the description.
    place: str
    reason: str
    text: str
    stretches: tuple[tuple[str, bool], ...]
    resolution: str
    resolved_why: str
    # How many open findings of the study match the same words, this one included.
    n_alike: int


def compared_runs(study: Study) -> Sequence[GenerationRun]:
    """Return a study's runs by model name: an order that says nothing about codes."""
    runs = ArmKey.objects.filter(arm__study=study).values("run_id")
    return list(runs_with_counts().filter(pk__in=runs).order_by("model_version__name", "-created_at"))


def claim_sentences(study: Study, runs: Sequence[GenerationRun]) -> Sequence[str]:
    """Return a draft's directed claims in words."""
    label = run_labels(runs)
    claims = StudyKey.objects.get(study=study).claims
    return [f"{label[claim['run']]} {CLAIMS[claim['kind']]} {label[claim['than']]}" for claim in claims]


def n_pairs_each(study: Study) -> int:
    """Return how many pairs every rater will see, hidden repeats included."""
    n_pairs = Pair.objects.filter(study=study, identical=False).count()
    return n_pairs + min(study.n_repeats, n_pairs)


def slot_rows(slots: Sequence[Slot]) -> Sequence[SlotRow]:
    """Return a page of slots with their people."""
    ids = [slot.pk for slot in slots]
    last = {invitation.slot_id: invitation for invitation in Invitation.objects.filter(slot__in=ids).order_by("id")}
    return [_slot_row(slot, last.get(slot.pk)) for slot in slots]


def raters_of(study: Study) -> QuerySet[Slot]:
    """Return a study's slots in order, with the people who have filled them."""
    return study.slots.order_by("number").prefetch_related("raters__user")


def findings_in_order(study: Study) -> QuerySet[IdentityFinding]:
    """Return a draft's findings: open ones first, then by table, place and text; an order that no code decides."""
    findings = IdentityFinding.objects.filter(study=study).select_related("output__table")
    return findings.order_by("resolution", "output__table__name", "column", "matched", "output__raw_digest")


def finding_rows(findings: Iterable[IdentityFinding]) -> Sequence[FindingRow]:
    """Return findings with the texts that they are in."""
    rows = list(findings)
    alike = IdentityFinding.objects.filter(
        study__in={finding.study_id for finding in rows}, resolution=IdentityFinding.Resolution.OPEN
    )
    n_alike = dict(alike.values_list("matched").annotate(Count("id")).order_by())
    return [_finding_row(finding, n_alike.get(finding.matched, 0)) for finding in rows]


def settings_of(study: Study) -> dict[str, object]:
    """Return a study's settings as initial values of a form."""
    claims = StudyKey.objects.get(study=study).claims
    fields = ("name", "question", "guideline", "deadline", "margin", "stops_early", "n_repeats")
    return {
        **{name: getattr(study, name) for name in fields},
        "criteria": "\n".join(study.criteria),
        **{f"claim{index}_{part}": claim[part] for index, claim in enumerate(claims) for part in claim},
    }


def copied_settings(study: Study) -> dict[str, object]:
    """Return what a new study like this one starts from: settings, runs, number of tables, raters; without the deadline."""
    emails = dict(Invitation.objects.filter(slot__study=study).order_by("id").values_list("slot__number", "email"))
    runs = compared_runs(study)
    n_tables = study.tables.count()
    return {
        **settings_of(study),
        "name": f"{study.name[:110]}, again",
        "deadline": None,
        "runs": [str(run.uuid) for run in runs],
        # Empty takes them all, those imported since as well.
        "n_tables": n_tables if n_tables < len(tables_of_all(runs)) else None,
        "emails": "\n".join(emails[number] for number in sorted(emails)),
    }


def settings_form(study: Study, data: object = None) -> SettingsForm:
    """Return the form of a draft's settings."""
    return SettingsForm(data, runs=compared_runs(study), initial=settings_of(study))


def _slot_row(slot: Slot, invitation: Invitation | None) -> SlotRow:
    present = next((rater for rater in slot.raters.all() if rater.left_at is None), None)
    if present is not None:
        return SlotRow(slot.number, present.user.email, present.code, True, None, False)
    if invitation is None:
        return SlotRow(slot.number, "", "", False, None, True)
    ends = invitation.expires_at
    return SlotRow(slot.number, invitation.email, "", False, ends, ends < timezone.now())


def _finding_row(finding: IdentityFinding, n_alike: int) -> FindingRow:
    candidate = candidate_of(finding)
    text = candidate.description if finding.column is None else candidate.comments[finding.column] or ""
    columns = finding.output.table.columns
    return FindingRow(
        id=finding.pk,
        table=finding.output.table.name,
        place="" if finding.column is None else columns[finding.column]["name"],
        reason=finding.reason,
        text=text,
        stretches=tuple(_stretches(text, finding.matched)),
        resolution=finding.resolution,
        resolved_why=finding.resolved_why,
        n_alike=n_alike,
    )


def _stretches(text: str, matched: str) -> Iterator[tuple[str, bool]]:
    before, *rest = text.split(matched)
    yield before, False
    for piece in rest:
        yield matched, True
        yield piece, False
