"""Prompt templates: their versions, what changed, and how one reads for a table."""

import difflib

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from evaluator.access import role_required, signed_in
from evaluator.models import SourceTable
from evaluator.navigation import roles_of
from modelhub.engine.prompts import PromptTemplate as EnginePrompt
from modelhub.models import PromptTemplate
from modelhub.prompt_forms import PreviewForm, PromptForm
from modelhub.steps.run_rules import table_record
from modelhub.steps.store_prompt import store_built_in_prompts, store_prompt


@require_GET
@role_required("engineer", "lead")
def prompts(request: HttpRequest) -> HttpResponse:
    """List all templates, the newest version of each name first."""
    store_built_in_prompts()
    rows = PromptTemplate.objects.select_related("created_by").order_by("name", "-version")
    return render(
        request,
        "modelhub/prompts.html",
        {"section": "prompts", "prompts": rows, "is_engineer": "engineer" in roles_of(request)},
    )


@require_http_methods(["GET", "POST"])
@role_required("engineer")
def new_prompt(request: HttpRequest) -> HttpResponse:
    """Store another wording as the next version of its name."""
    form = PromptForm(request.POST or None, initial=_initial(request.GET.get("from")))
    if form.is_valid():
        stored, _ = store_prompt(form.prompt(), created_by=signed_in(request))
        return redirect("hub:prompt", stored.digest)
    context = {"section": "prompts", "form": form}
    return render(request, "modelhub/new_prompt.html", context, status=422 if form.is_bound else 200)


@require_GET
@role_required("engineer", "lead")
def prompt(request: HttpRequest, digest: str) -> HttpResponse:
    """Show a template, what changed since another version, and what it asks about a table."""
    shown = get_object_or_404(PromptTemplate.objects.select_related("created_by"), digest=digest)
    versions = PromptTemplate.objects.filter(name=shown.name).order_by("-version")
    before = versions.filter(version__lt=shown.version).first()
    form = PreviewForm(request.GET)
    table = form.table() if form.is_valid() else None
    context = {
        "section": "prompts",
        "is_engineer": "engineer" in roles_of(request),
        "prompt": shown,
        "versions": versions,
        "before": before,
        "changes": _changes(before, shown) if before else [],
        "form": form,
        "table": table,
        "messages_shown": _messages(shown, table) if table else [],
    }
    return render(request, "modelhub/prompt.html", context)


def _initial(digest: str | None) -> dict[str, str]:
    known = PromptTemplate.objects.filter(digest=digest).first() if digest else None
    return {"name": known.name, "system": known.system, "user": known.user} if known else {"user": "{table}"}


def _messages(shown: PromptTemplate, table: SourceTable) -> list[tuple[str, str]]:
    record = table_record(table)
    template = EnginePrompt(shown.name, shown.system, shown.user)
    return [(message.role, message.content) for message in template.messages(record, record.columns)]


def _changes(before: PromptTemplate, after: PromptTemplate) -> list[tuple[str, str]]:
    """Return lines as (sign, text): '-' went, '+' came, ' ' stayed."""
    old, new = (f"{one.system}\n\n{one.user}".splitlines() for one in (before, after))
    return [(line[0], line[2:]) for line in difflib.ndiff(old, new) if line[0] in "-+ "]
