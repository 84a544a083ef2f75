"""A study's whole log, verified; and what its commitment is made of."""

import json
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from evaluator.access import role_required
from evaluator.chain import first_break
from evaluator.lead.log_lines import links, log_lines
from evaluator.lead.paging import listing
from evaluator.lead.queries import led_study, sealed
from evaluator.models import Assignment, Candidate

PER_PAGE = 100


@require_GET
@role_required("lead")
def log(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Show all entries, newest first, and whether the chain over all of them holds."""
    study = led_study(request, study_id)
    entries = list(study.log.order_by("seq"))
    page = listing(request, entries[::-1], per_page=PER_PAGE)
    context = {
        "section": "studies",
        "study": study,
        "n_log": len(entries),
        "head": entries[-1].digest if entries else "",
        "chain_break": first_break(links(entries)),
        "listing": page,
        "log": log_lines(page.rows),
    }
    return render(request, "lead/log.html", context)


@require_GET
@role_required("lead")
def seal(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Show what was sealed, as far as it may be known: the plan in full, schedule and texts as counts."""
    study = led_study(request, study_id)
    if (commitment := sealed(study)) is None:
        raise Http404
    context = {
        "section": "studies",
        "study": study,
        "commitment": commitment,
        "plan": json.dumps(json.loads(commitment.plan), indent=2, ensure_ascii=False),
        "n_showings": Assignment.objects.filter(slot__study=study).count(),
        "n_texts": Candidate.objects.filter(arm__study=study).count(),
        "key_digest": json.loads(study.log.get(event="study_opened").detail)["key"],
    }
    return render(request, "lead/commitment.html", context)
