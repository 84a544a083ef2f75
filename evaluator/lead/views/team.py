"""The team page: who is there, in which roles, and links to set a password."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from evaluator.access import role_required, signed_in
from evaluator.accounts.letters import send_password_link
from evaluator.accounts.password_link import password_link
from evaluator.lead.paging import listing, searched
from evaluator.lead.team import people, person_of, person_row, person_rows
from evaluator.lead.team_forms import CHOICES, AddPersonForm, RolesForm
from evaluator.models import User
from evaluator.steps.manage_people import ChangeRefused, NoPerson, add_person, set_active, set_roles

PER_PAGE = 50
LINK = "password link"


@never_cache
@role_required("lead")
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest) -> HttpResponse:
    """List the people (GET), and add one (POST)."""
    if request.method != "POST":
        return _page(request, AddPersonForm(), selected=request.GET.get("person", ""))
    form = AddPersonForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        person, created = add_person(
            form.cleaned_data["email"], form.cleaned_data["roles"], name=form.cleaned_data["name"]
        )
    except NoPerson as refusal:
        form.add_error("email", str(refusal))
        return _page(request, form, status=422)
    if not created:
        messages.success(request, f"{person.email} was in the team already and has these roles now.")
        return _back(person)
    _keep_link(request, person)
    return _back()


@role_required("lead")
@require_POST
def person(request: HttpRequest) -> HttpResponse:
    """Change one person: their roles, a new password link, or whether their account is open."""
    chosen = person_of(request.POST.get("person", ""))
    change = {"roles": _change_roles, "link": _make_link, "close": _close, "open": _open}.get(
        request.POST.get("change", "")
    )
    if change is None:
        raise Http404
    try:
        return change(request, chosen)
    except ChangeRefused as refusal:
        messages.error(request, str(refusal))
        return _page(request, AddPersonForm(), selected=chosen.email, status=422)


def _change_roles(request: HttpRequest, chosen: User) -> HttpResponse:
    form = RolesForm(request.POST)
    if not form.is_valid():
        messages.error(request, f"{form.errors['roles'][0]} To shut {chosen.email} out, close the account.")
        return _page(request, AddPersonForm(), selected=chosen.email, status=422)
    set_roles(chosen, form.cleaned_data["roles"])
    messages.success(request, f"{chosen.email} is now {' and '.join(form.cleaned_data['roles'])}.")
    return _back(chosen)


def _make_link(request: HttpRequest, chosen: User) -> HttpResponse:
    if not chosen.is_active:
        raise Http404
    _keep_link(request, chosen)
    return _back(chosen)


def _close(request: HttpRequest, chosen: User) -> HttpResponse:
    set_active(chosen, active=False, actor=signed_in(request))
    messages.success(request, f"{chosen.email} can't sign in any more. Their ratings stay in their studies.")
    return _back(chosen)


def _open(request: HttpRequest, chosen: User) -> HttpResponse:
    set_active(chosen, active=True, actor=signed_in(request))
    messages.success(request, f"{chosen.email} can sign in again.")
    return _back(chosen)


def _keep_link(request: HttpRequest, chosen: User) -> None:
    """Make a link, send it, and keep it for the next look at the page: the only time it is shown."""
    link = password_link(chosen)
    request.session[LINK] = {"email": chosen.email, "url": link, "sent": send_password_link(chosen, link)}


def _back(chosen: User | None = None) -> HttpResponse:
    query = f"?{urlencode({'person': chosen.email})}" if chosen else ""
    return redirect(f"{reverse('lead:team')}{query}")


def _page(request: HttpRequest, form: AddPersonForm, *, selected: str = "", status: int = 200) -> HttpResponse:
    people_page = listing(request, people(searched(request)), per_page=PER_PAGE)
    context: dict[str, Any] = {
        "section": "team",
        "listing": people_page,
        "search_query": urlencode({"q": people_page.search}) if people_page.search else "",
        "rows": person_rows(list(people_page.page)),
        "form": form,
        "chosen": person_row(person_of(selected)) if selected else None,
        "roles": CHOICES,
        "ticked": form["roles"].value() or [],
        "link": request.session.pop(LINK, None),
    }
    return render(request, "lead/team.html", context, status=status)
