"""What a lead does for a study's raters: remind, send a new link, replace."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from evaluator.access import role_required, signed_in
from evaluator.lead.forms import ReplaceForm
from evaluator.lead.link_once import keep_link
from evaluator.lead.queries import led_study
from evaluator.lead.rater_rows import RaterRow, rater_rows
from evaluator.lead.reminders import idle_raters
from evaluator.mail import letters_are_files
from evaluator.models import Rater, Slot, Study
from evaluator.steps.advance_study import NotNow
from evaluator.steps.join_study import invite
from evaluator.steps.replace_rater import CannotReplace, replace_rater
from evaluator.steps.send_letters import NotSent, remind_raters, send_invitation


@require_POST
@role_required("lead")
def remind(request: HttpRequest, study_id: UUID, slot_number: int) -> HttpResponse:
    """Remind one rater by mail."""
    study, slot = _place(request, study_id, slot_number)
    row = _row(study, slot)
    if row.rater is None or not row.can_be_reminded:
        messages.error(request, "Nobody in that place has pairs left to rate.")
        return redirect("lead:study", study.uuid)
    return _remind(request, study, [row.rater])


@require_POST
@role_required("lead")
def remind_idle(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Remind everybody who is idle."""
    study = led_study(request, study_id)
    if idle := idle_raters(study):
        return _remind(request, study, list(idle))
    messages.error(request, "Nobody is idle, or all who are were reminded within a day.")
    return redirect("lead:study", study.uuid)


@require_POST
@role_required("lead")
def resend(request: HttpRequest, study_id: UUID, slot_number: int) -> HttpResponse:
    """Make a new link for a pending invitation, mail it and show it once; the old link ends."""
    study, slot = _place(request, study_id, slot_number)
    row = _row(study, slot)
    if row.invitation is None or not row.can_be_replaced:
        messages.error(request, "There is no pending invitation for that place.")
        return redirect("lead:study", study.uuid)
    token = invite(slot, row.invitation.email, actor=signed_in(request).email)
    return _deliver(request, study, slot, row.invitation.email, token)


@require_http_methods(["GET", "POST"])
@role_required("lead")
def replace(request: HttpRequest, study_id: UUID, slot_number: int) -> HttpResponse:
    """Ask for the address of a replacement, and invite it."""
    study, slot = _place(request, study_id, slot_number)
    form = ReplaceForm(request.POST or None)
    if form.is_valid():
        email = form.cleaned_data["email"].lower()
        try:
            token = replace_rater(slot, email, actor=signed_in(request).email)
            return _deliver(request, study, slot, email, token)
        except (CannotReplace, NotNow) as error:
            form.add_error("email", str(error))
    context = {"section": "studies", "study": study, "row": _row(study, slot), "form": form}
    return render(request, "lead/replace.html", context, status=422 if form.is_bound else 200)


def _place(request: HttpRequest, study_id: UUID, slot_number: int) -> tuple[Study, Slot]:
    study = led_study(request, study_id)
    slot = study.slots.select_related("study").filter(number=slot_number).first()
    if slot is None:
        raise Http404
    return study, slot


def _row(study: Study, slot: Slot) -> RaterRow:
    return rater_rows(study, [slot])[0]


def _remind(request: HttpRequest, study: Study, raters: list[Rater]) -> HttpResponse:
    try:
        remind_raters(study, raters, actor=signed_in(request).email)
        _tell(request, "Reminder", f"{', '.join(rater.user.email for rater in raters[:5])}{_more(raters)}")
    except (NotNow, NotSent) as error:
        messages.error(request, str(error))
    return redirect("lead:study", study.uuid)


def _tell(request: HttpRequest, letter: str, addressees: str) -> None:
    if letters_are_files():
        way_out = "Send them the link yourself." if letter == "Invitation" else "Remind them yourself."
        messages.warning(request, f"{letter} to {addressees} written to a file: no mail server is set. {way_out}")
    else:
        messages.success(request, f"{letter} sent to {addressees}.")


def _more(raters: list[Rater]) -> str:
    return f" and {len(raters) - 5} more" if len(raters) > 5 else ""


def _deliver(request: HttpRequest, study: Study, slot: Slot, email: str, token: str) -> HttpResponse:
    """The link is shown even when the letter failed: copying it is the way out."""
    keep_link(request, study, email, token)
    try:
        send_invitation(slot, token)
        _tell(request, "Invitation", email)
    except NotSent as error:
        messages.error(request, str(error))
    return redirect("lead:study", study.uuid)
