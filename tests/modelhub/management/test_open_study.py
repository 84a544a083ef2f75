"""manage.py open_study: what a worker would do, where none runs."""

from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from evaluator.models import Study
from evaluator.steps.ask_opening import ask_opening, take_up_opening
from evaluator.steps.change_slots import add_slot
from tests.makers import make_person, make_run, make_study, make_tables

pytestmark = pytest.mark.django_db
LEAD = "lead@example.org"


@pytest.fixture
def draft() -> Study:
    """A draft that could open."""
    tables = make_tables(2)
    return make_study(
        make_person(LEAD, "lead"),
        runs=[make_run(model, tables, text=text) for model, text in (("quill-7b", "One."), ("otter-mini", "Two."))],
    )


def refused(study: object) -> str:
    """Return why the command opens nothing."""
    with pytest.raises(CommandError) as told:
        call_command("open_study", str(study))
    return str(told.value)


def test_command_opens_what_a_lead_asked_for_and_says_the_commitment(draft: Study) -> None:
    ask_opening(draft, actor=LEAD)
    out = StringIO()
    call_command("open_study", str(draft.uuid), stdout=out)
    draft.refresh_from_db()
    assert out.getvalue() == f"Autumn study: open; commitment {draft.commitment.digest}\n"


def test_command_says_why_it_opens_nothing(draft: Study) -> None:
    assert refused(uuid4()).startswith("No study has the id")
    assert refused(draft.uuid).startswith("Nobody has asked for it")
    ask_opening(draft, actor=LEAD)
    take_up_opening(draft.pk)
    assert refused(draft.uuid).startswith("A worker is at it")
    add_slot(draft, "late@example.org", actor=LEAD)
    assert refused(draft.uuid).startswith("The draft was changed while it was being opened.")
    ask_opening(draft, actor=LEAD)
    make_run("giraffe-2", make_tables(1, name="other"))
    draft.name = "giraffe-2 and others"
    draft.save()
    assert "say “giraffe-2”, which is a model" in refused(draft.uuid)
