"""Makers and readers in the site's own environment: one JSON call in, [maker, argument, …], one JSON value out."""

import json
import sys
from importlib import import_module
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.models import Group  # noqa: E402
from django.db.models import Sum  # noqa: E402
from django.utils import timezone  # noqa: E402

from evaluator.chain import first_break  # noqa: E402
from evaluator.lead.log_lines import links  # noqa: E402
from evaluator.models import Analysis, Assignment, Opening, Rater, Rating, SourceTable, Study, User  # noqa: E402
from evaluator.steps.advance_study import ratings_digest  # noqa: E402
from evaluator.steps.change_slots import add_slot  # noqa: E402
from evaluator.steps.log_event import log_event  # noqa: E402
from modelhub.models import GenerationRun  # noqa: E402
from modelhub.steps.open_study import exposed_raters  # noqa: E402
from modelhub.steps.register_model import ModelCard, SourceCard, register_model  # noqa: E402
from modelhub.steps.start_run import RunOrder, start_run  # noqa: E402
from modelhub.steps.store_prompt import store_built_in_prompts  # noqa: E402
from modelhub.steps.store_run import digest_of_stored  # noqa: E402
from modelhub.tasks import wake  # noqa: E402
from tests.flow.raters import BETTER, WORSE  # noqa: E402
from tests.makers import make_run, make_study, make_tables, open_with_raters, prefer, rate_all  # noqa: E402

BACKEND = "evaluator.accounts.backends.ByEmail"


def person(email: str, *roles: str) -> dict[str, str]:
    """Store a person without a password, and sign them in."""
    made = User.objects.create_user(email)
    made.groups.set(Group.objects.filter(name__in=roles))
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(made.pk), BACKEND
    session[HASH_SESSION_KEY] = made.get_session_auth_hash()
    session.create()
    return {"email": email, "session": session.session_key}


def draft(n_raters: int = 4, n_tables: int = 8, n_leads: int = 1) -> dict[str, Any]:
    """Store a draft that could open: its raters are people, and their invitations' tokens are pending."""
    tag = uuid4().hex[:8]
    tables = make_tables(n_tables, name=f"shop_{tag}")
    runs = [make_run(f"alpha-{tag}", tables, text=BETTER), make_run(f"beta-{tag}", tables, text=WORSE)]
    leads = [person(f"lead-{number}-{tag}@example.org", "lead") for number in range(1, n_leads + 1)]
    study = make_study(User.objects.get(email=leads[0]["email"]), runs=runs, n_raters=0)
    study.leads.set(User.objects.filter(email__in=[lead["email"] for lead in leads]))
    raters = [person(f"rater-{number}-{tag}@example.org", "rater") for number in range(1, n_raters + 1)]
    for rater in raters:
        rater["token"] = add_slot(study, rater["email"], actor=leads[0]["email"])
    return {"id": str(study.uuid), "leads": leads, "raters": raters}


def study(n_raters: int = 4, n_tables: int = 8, n_leads: int = 1) -> dict[str, Any]:
    """Open a study whose raters have joined and practised."""
    made = draft(n_raters, n_tables, n_leads)
    opened = Study.objects.get(uuid=made["id"])
    open_with_raters(opened, actor=made["leads"][0]["email"])
    Rater.objects.filter(study=opened).update(practised_at=timezone.now())
    return made


def rated(n_raters: int = 2, n_tables: int = 6, n_leads: int = 1) -> dict[str, Any]:
    """Open a study and rate all of it, some arm preferred."""
    made = study(n_raters, n_tables, n_leads)
    opened = Study.objects.get(uuid=made["id"])
    rate_all(opened, prefer(opened.arms.order_by("code")[0].code))
    return made


def table_set(name: str) -> int:
    """Store an empty table set."""
    return make_tables(0, name=name).pk


def invitation() -> dict[str, str]:
    """Invite somebody who has no account yet."""
    made = draft(0, 2)
    email = f"new-{uuid4().hex[:8]}@example.org"
    token = add_slot(Study.objects.get(uuid=made["id"]), email, actor=made["leads"][0]["email"])
    return {"id": made["id"], "token": token}


def invited_engineers(n: int) -> dict[str, Any]:
    """Invite n people who are engineers too, and say where they could read a text of the study by its writer's name."""
    made = draft(n, 2)
    study = Study.objects.get(uuid=made["id"])
    for rater in made["raters"]:
        User.objects.get(email=rater["email"]).groups.add(Group.objects.get(name="engineer"))
    run = GenerationRun.objects.filter(table_set=study.table_set).order_by("id")[0]
    table = study.table_set.tables.order_by("id")[0]
    return {**made, "text": f"/hub/runs/{run.uuid}/tables/{table.uuid}/"}


def exposed_raters_of(study_id: str) -> int:
    """Count the raters of a study who have seen a text of it by its writer's name."""
    return exposed_raters(Study.objects.get(uuid=study_id)).count()


def append(study_id: str, n: int) -> int:
    """Append n entries to a study's log, one after the other."""
    found = Study.objects.get(uuid=study_id)
    return max(log_event(found, "reminder_sent", raters=[f"R{number}"]).seq for number in range(n))


def ratings(study_id: str) -> list[tuple[str, str]]:
    """Return (assignment, submission key) of every stored rating."""
    rows = Rating.objects.filter(assignment__slot__study__uuid=study_id).values_list(
        "assignment__uuid", "submission_key"
    )
    return [(str(assignment), str(key)) for assignment, key in rows]


def record(study_id: str) -> dict[str, Any]:
    """Return what must agree in a study: its log, its digests, and how much there is of what there may be once."""
    found = Study.objects.get(uuid=study_id)
    entries = list(found.log.order_by("seq"))
    locked = [json.loads(entry.detail)["ratings"] for entry in entries if entry.event == "study_locked"]
    return {
        "state": found.state,
        "events": [entry.event for entry in entries],
        "break": first_break(links(entries)),
        "digest": ratings_digest(found),
        "locked": locked,
        "analysed": list(Analysis.objects.filter(study=found).values_list("inputs_digest", flat=True)),
        "n_assignments": Assignment.objects.filter(slot__study=found).count(),
        "n_raters": found.raters.count(),
    }


def opening(study_id: str) -> list[Any]:
    """Return how far an opening is: stage, assignments written, and how often a worker began."""
    found = Opening.objects.filter(study__uuid=study_id).values_list("stage", "n_written", "n_tries").first()
    return list(found or ())


def queued_run(endpoint: str, n_tables: int) -> str:
    """Order a run at the stub endpoint."""
    run = start_run(_order(endpoint, n_tables))
    wake(run.queue)
    return str(run.uuid)


def form_of_order(endpoint: str, n_tables: int) -> dict[str, str]:
    """Return what an engineer fills in to order such a run."""
    order = _order(endpoint, n_tables)
    return {
        "model": str(order.model_version.uuid),
        "table_set": str(order.table_set.uuid),
        "prompt": order.prompt.digest,
    }


def _order(endpoint: str, n_tables: int) -> RunOrder:
    tag = uuid4().hex[:8]
    source = SourceCard("endpoint", endpoint, "stub-rules", {"n_in_flight": 4})
    version, _ = register_model(ModelCard(f"stub-{tag}", licence="Apache-2.0", source=source))
    return RunOrder(version, make_tables(n_tables, name=f"set_{tag}"), store_built_in_prompts()[0])


def generated(run_id: str) -> dict[str, Any]:
    """Return what must agree in a run: its counts, its items and its outputs."""
    run = GenerationRun.objects.get(uuid=run_id)
    return {
        "state": run.state,
        "problem": run.problem,
        "counted": [run.n_done, run.n_failed],
        "tokens": [run.n_tokens_in, run.n_tokens_out],
        "item_tokens": list(run.items.aggregate(Sum("n_tokens_in"), Sum("n_tokens_out")).values()),
        "items": list(run.items.order_by("table_id").values_list("table_id", "state")),
        "outputs": list(run.outputs.order_by("table_id").values_list("table_id", flat=True)),
        "tables": list(run.table_set.tables.order_by("pk").values_list("pk", flat=True)),
        "digest_is_right": run.digest == digest_of_stored(run),
    }


def imported(set_name: str) -> dict[str, int]:
    """Return how much a table set holds."""
    return {
        "tables": SourceTable.objects.filter(table_set__name=set_name).count(),
        "runs": GenerationRun.objects.filter(table_set__name=set_name).count(),
    }


def answer(call: str) -> None:
    """Run one call and print what it returns."""
    maker, *arguments = json.loads(call)
    print(json.dumps(globals()[maker](*arguments)), flush=True)


if __name__ == "__main__":
    for line in sys.argv[1:] or sys.stdin:
        answer(line)
