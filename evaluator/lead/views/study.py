"""A study's page: progress and data quality, without anything that depends on the answers."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from evaluator.access import role_required
from evaluator.lead.forms import LeadForm
from evaluator.lead.heat import LEVELS, heat_of
from evaluator.lead.link_once import take_link
from evaluator.lead.log_lines import log_lines
from evaluator.lead.pace import pace_of
from evaluator.lead.pace_chart import pace_chart
from evaluator.lead.paging import listing, searched
from evaluator.lead.problems import problems_of
from evaluator.lead.progress import answer_buckets, median_ms, totals
from evaluator.lead.queries import led_study, sealed
from evaluator.lead.rater_rows import find_slots, rater_rows
from evaluator.lead.reminders import idle_raters
from evaluator.models import Study
from evaluator.steps.take_look import last_look

RATERS_PER_PAGE = 25
N_LOG_TAIL = 5


@require_GET
@never_cache
@role_required("lead")
def study(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Show one study."""
    return study_page(request, led_study(request, study_id), lead_form=LeadForm())


def study_page(request: HttpRequest, led: Study, *, lead_form: LeadForm) -> HttpResponse:
    """Render a study's page, with what was typed about another lead and why it can't be."""
    context: dict[str, Any] = {"section": "studies", "study": led, "fresh_link": take_link(request, led)}
    context |= {"leads": led.leads.order_by("email"), "lead_form": lead_form}
    context |= _plan(led) | _raters(request, led) | _log(led)
    if led.opened_at is not None:
        context |= _progress(led)
    return render(request, "lead/study.html", context, status=422 if lead_form.is_bound else 200)


def _plan(study: Study) -> dict[str, Any]:
    return {
        "look": last_look(study) if study.stops_early else None,
        "codes": list(study.arms.order_by("code").values_list("code", flat=True)),
        "n_tables": study.tables.count(),
        "n_slots": study.slots.count(),
        "commitment": sealed(study),
    }


def _raters(request: HttpRequest, study: Study) -> dict[str, Any]:
    slots = listing(request, find_slots(study, search=searched(request)), per_page=RATERS_PER_PAGE)
    return {"listing": slots, "raters": rater_rows(study, slots.rows), "idle": idle_raters(study)}


def _log(study: Study) -> dict[str, Any]:
    return {"log": log_lines(study.log.order_by("-seq")[:N_LOG_TAIL]), "n_log": study.log.count()}


def _progress(study: Study) -> dict[str, Any]:
    assert study.opened_at is not None, "only an opened study has progress"
    counts, buckets, now = totals(study), answer_buckets(study), timezone.now()
    pace = pace_of(buckets, n_missing=counts.n_missing, now=now)
    expected_end = pace.expected_end if study.state == Study.State.OPEN else None
    problems, n_problems = problems_of(study)
    chart = pace_chart(
        buckets,
        n_total=counts.n_total,
        opened_at=timezone.localtime(study.opened_at),
        now=timezone.localtime(study.locked_at or now),
        expected_end=expected_end,
        deadline=study.deadline,
    )
    return {
        "totals": counts,
        "median_ms": median_ms(study, buckets),
        "pace": pace,
        "expected_end": expected_end,
        "chart": chart if counts.n_total else None,
        "heat": heat_of(study),
        "levels": LEVELS,
        "problems": problems,
        "n_problems": n_problems,
    }
