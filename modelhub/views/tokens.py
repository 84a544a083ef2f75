"""A person's own tokens of the API: made, shown once, revoked."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from evaluator.access import role_required, signed_in
from evaluator.navigation import roles_of
from modelhub.models import ApiToken
from modelhub.steps.api_tokens import make_token, revoke_token
from modelhub.token_forms import TokenForm


@require_http_methods(["GET", "POST"])
@never_cache
@role_required("lead", "engineer")
def tokens(request: HttpRequest) -> HttpResponse:
    """List one's tokens and make one; its text is in this answer only, and in no session on the way."""
    form = TokenForm(request.POST or None, roles=roles_of(request))
    fresh, status = "", 200
    if form.is_valid():
        data = form.cleaned_data
        _, fresh = make_token(signed_in(request), name=data["name"], scopes=data["scopes"], lifetime=form.lifetime())
        form = TokenForm(roles=roles_of(request))
    elif form.is_bound:
        status = 422
    context = {"section": "api", "form": form, "fresh": fresh, "tokens": _own(request), "now": timezone.now()}
    return render(request, "modelhub/tokens.html", context, status=status)


@require_POST
@role_required("lead", "engineer")
def revoke(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """End one of one's tokens."""
    token = get_object_or_404(_own(request), uuid=token_id)
    revoke_token(token)
    messages.success(request, f"{token.name} is revoked: requests with it are refused from now on.")
    return redirect("hub:tokens")


def _own(request: HttpRequest) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(user=signed_in(request)).order_by("-created_at", "-id")
