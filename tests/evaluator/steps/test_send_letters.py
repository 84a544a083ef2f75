"""Letters to raters."""

import pytest
from django.core import mail

from evaluator.models import Study
from evaluator.steps.advance_study import NotNow, lock_study
from evaluator.steps.send_letters import remind_raters
from tests.makers import make_person, make_run, make_study, make_tables, open_with_raters

pytestmark = pytest.mark.django_db


def test_no_reminder_leaves_after_the_lock() -> None:
    tables = make_tables(2)
    runs = [make_run("quill", tables, text="First."), make_run("otter", tables, text="Second.")]
    study = make_study(make_person("lead@example.org", "lead"), runs=runs)
    raters = open_with_raters(study)
    lock_study(study, actor="lead@example.org")
    with pytest.raises(NotNow):
        remind_raters(Study.objects.get(), raters, actor="lead@example.org")
    assert (mail.outbox, study.log.filter(event="reminder_sent").count()) == ([], 0)
