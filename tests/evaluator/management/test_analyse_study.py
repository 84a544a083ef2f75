"""The command that analyses a study where no worker runs."""

from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from evaluator.models import Analysis
from tests.locked import locked_study
from tests.makers import make_person, make_run, make_study, make_tables

pytestmark = pytest.mark.django_db


def test_command_analyses_and_says_the_digest() -> None:
    study, _ = locked_study()
    out = StringIO()
    call_command("analyse_study", str(study.uuid), stdout=out)
    assert Analysis.objects.get(study=study).inputs_digest in out.getvalue()


def test_command_refuses_a_draft_and_an_unknown_id() -> None:
    tables = make_tables(2)
    draft = make_study(make_person("lead@example.org", "lead"), runs=[make_run(m, tables, text=m) for m in "qo"])
    with pytest.raises(CommandError, match="The study is draft"):
        call_command("analyse_study", str(draft.uuid))
    with pytest.raises(CommandError, match="No study has the id"):
        call_command("analyse_study", str(uuid4()))
