"""Home by role, and joining a study by invitation."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from evaluator.accounts.forms import NewRaterForm
from evaluator.models import User
from evaluator.navigation import roles_of
from evaluator.steps.join_study import (
    InvitationRefused,
    InvitationUnknown,
    Invited,
    accept_invitation,
    look_at_invitation,
)

# Who leads and rates starts with the studies they answer for.
HOMES = (("lead", "lead:studies"), ("engineer", "hub:models"), ("rater", "rater:home"))
BACKEND = "evaluator.accounts.backends.ByEmail"


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Send a person to the page they work on."""
    roles = roles_of(request)
    for role, url_name in HOMES:
        if role in roles:
            return redirect(url_name)
    return render(request, "account/no_role.html")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation (GET, which uses nothing up) and accept it (POST)."""
    try:
        invited = look_at_invitation(token)
        response = _accept(request, token, invited) if request.method == "POST" else _show(request, invited)
    except InvitationRefused as refusal:
        status = 404 if isinstance(refusal, InvitationUnknown) else 410
        response = render(request, "account/invitation_refused.html", {"reason": str(refusal)}, status=status)
    # Only the origin is sent on, never this address, which is the secret. (With no-referrer, browsers would send
    # the form's Origin as "null", and it would be refused.)
    response["Referrer-Policy"] = "strict-origin"
    return response


@sensitive_variables("form", "password")
def _accept(request: HttpRequest, token: str, invited: Invited) -> HttpResponse:
    person = request.user if isinstance(request.user, User) else None
    typed: dict[str, Any] = {}
    if person is None and not invited.has_account:
        form = NewRaterForm(request.POST, email=invited.email)
        if not form.is_valid():
            return _show(request, invited, form, status=422)
        typed = {"name": form.cleaned_data["name"], "password": form.cleaned_data["password"]}
    elif person is None or person.email != invited.email:
        return _show(request, invited, status=403)
    accepted = accept_invitation(token, user=person, **typed)
    if person is None:
        login(request, accepted, backend=BACKEND)
    messages.success(request, f"You have joined {invited.study_name}. It is listed here from its opening on.")
    return redirect("rater:home")


def _show(request: HttpRequest, invited: Invited, form: NewRaterForm | None = None, status: int = 200) -> HttpResponse:
    signed_in_as = request.user.email if isinstance(request.user, User) else ""
    context = {
        "invited": invited,
        "signed_in_as": signed_in_as,
        "is_invited_person": signed_in_as == invited.email,
        "form": form or NewRaterForm(email=invited.email),
    }
    return render(request, "account/join.html", context, status=status)
