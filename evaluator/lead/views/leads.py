"""Who leads a study: one more person at a time."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from evaluator.access import role_required, signed_in
from evaluator.lead.forms import LeadForm
from evaluator.lead.queries import led_study
from evaluator.lead.views.study import study_page
from evaluator.steps.add_lead import CannotLead, add_lead


@require_POST
@role_required("lead")
def add(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Let another lead of the team lead the study too."""
    study = led_study(request, study_id)
    form = LeadForm(request.POST)
    if form.is_valid():
        try:
            person = add_lead(study, form.cleaned_data["email"], actor=signed_in(request).email)
        except CannotLead as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, f"{person.email} leads this study too.")
            return redirect("lead:study", study.uuid)
    return study_page(request, study, lead_form=form)
