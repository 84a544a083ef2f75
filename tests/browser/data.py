"""Makers that browser tests run in the site's own process environment: python -m tests.browser.data MAKER …"""

import json
import sys
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.utils import timezone  # noqa: E402

from evaluator.models import Assignment, Rater, Rating, Slot, Study, User  # noqa: E402
from evaluator.steps.advance_study import lock_study  # noqa: E402
from evaluator.steps.analyse_ratings import analyse_ratings  # noqa: E402
from evaluator.steps.join_study import invite  # noqa: E402
from evaluator.steps.judgement import Answer  # noqa: E402
from evaluator.steps.replace_rater import replace_rater  # noqa: E402
from modelhub.steps.reveal_study import reveal_study  # noqa: E402
from tests.makers import (  # noqa: E402
    PASSWORD,
    make_person,
    make_run,
    make_study,
    make_tables,
    open_with_raters,
    rate_all,
)

COLUMNS = ("id", "customer_no", "ordered_at", "amount", "currency_cd")


def study(
    n_raters: str = "1", n_tables: str = "4", practised: str = "1", criteria: str = "Accuracy Clarity"
) -> dict[str, Any]:
    """Open a study of its own and return its id and its raters' addresses; all have the makers' password."""
    tag = uuid4().hex[:8]
    tables = make_tables(int(n_tables), name=f"shop_{tag}", columns=COLUMNS)
    runs = [
        make_run(f"alpha-{tag}", tables, text="One row per order, written at checkout."),
        make_run(f"beta-{tag}", tables, text="This table stores the orders."),
    ]
    made = make_study(make_person(f"lead-{tag}@example.org", "lead"), runs=runs, n_raters=0, criteria=criteria.split())
    emails = _fill(made, tag, int(n_raters))
    if practised == "1":
        Rater.objects.filter(study=made).update(practised_at=timezone.now())
    return {"id": str(made.uuid), "raters": emails, "lead": f"lead-{tag}@example.org", "password": PASSWORD}


def ratings(study_id: str) -> list[Any]:
    """Return what is stored of a study, in order of storing."""
    rows = Rating.objects.filter(assignment__slot__study__uuid=study_id).order_by("id")
    return list(
        rows.values(
            "rater__code", "grade", "both_bad", "cant_judge", "revision", "comment", "wrong", "criteria", "active_ms"
        )
    )


def drafts(study_id: str) -> list[Any]:
    """Return the drafts kept in a study."""
    kept = Assignment.objects.filter(slot__study__uuid=study_id).exclude(draft=None)
    return list(kept.values_list("draft", flat=True))


def sign_out(email: str) -> bool:
    """End all of a person's sessions, as time does."""
    from django.contrib.sessions.models import Session

    person = User.objects.get(email=email)
    for session in Session.objects.all():
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            session.delete()
    return True


def lock(study_id: str) -> bool:
    """Lock a study while its raters are at work."""
    lock_study(Study.objects.get(uuid=study_id), actor="lead@example.org")
    return True


def reveal(study_id: str) -> str:
    """Rate a whole study, take it to the reveal, and return the address of a table's texts and votes."""
    made = Study.objects.get(uuid=study_id)
    rate_all(
        made,
        lambda _: Answer(cant_judge="unknown_domain", comment="Whatever\u00a0this_is_about " * 4, active_ms=61_000),
    )
    lock_study(made, actor="lead@example.org")
    analyse_ratings(made.pk)
    reveal_study(made, actor="lead@example.org", reason="The end.")
    one, other = made.arms.order_by("code")
    table = made.tables.select_related("table")[0].table
    return f"/studies/{study_id}/report/tables/{table.uuid}/?pair={one.code}-{other.code}"


def replace(study_id: str) -> bool:
    """Give the place of a study's first rater to somebody else."""
    slot = Slot.objects.get(study__uuid=study_id, number=1)
    replace_rater(slot, f"successor-{uuid4().hex[:8]}@example.org", actor="lead@example.org")
    return True


def _fill(made: Study, tag: str, n_raters: int) -> list[str]:
    emails = [f"rater-{number}-{tag}@example.org" for number in range(1, n_raters + 1)]
    for number, email in enumerate(emails, start=1):
        invite(Slot.objects.create(study=made, number=number), email, actor="lead@example.org")
    open_with_raters(made)
    return emails


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
