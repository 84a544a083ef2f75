"""An open study with one signed-in rater."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluator.models import Assignment, Rater, Study
from evaluator.steps.present_pair import next_pair
from tests.makers import make_person, make_run, make_study, make_tables, open_with_raters

CRITERIA = ("Accuracy", "Clarity")


@dataclass(frozen=True, slots=True)
class Desk:
    """A rater at work: the study, their browser, and what they do."""

    study: Study
    rater: Rater
    client: Client

    def next_assignment(self) -> Assignment:
        """The assignment behind the pair that the page would show next."""
        pair = next_pair(user_id=self.rater.user_id, study_id=self.study.uuid)
        assert pair is not None
        return Assignment.objects.get(uuid=pair.assignment_id)

    def form(self, **changes: Any) -> dict[str, Any]:
        """The fields of the next pair's form, as the page carries them, with a verdict."""
        pair = next_pair(user_id=self.rater.user_id, study_id=self.study.uuid)
        assert pair is not None
        fields = {
            "submission_key": str(uuid4()),
            "base_revision": pair.base_revision,
            "side_token": pair.side_token,
            "verdict": "2",
            "active_ms": "41000",
        }
        return {**fields, **changes}

    def submit(self, assignment: Assignment, fields: dict[str, Any], *, htmx: bool = False) -> Any:
        """Send a form as the page does, by script or without."""
        url = reverse("rater:pair", args=[assignment.uuid])
        return self.client.post(url, fields, headers={"HX-Request": "true"} if htmx else None)


@pytest.fixture
def desk(db: None) -> Desk:
    """Two arms, four tables, two raters; the first one has practised and is signed in."""
    tables = make_tables(4)
    runs = [make_run("alpha", tables, text="First wording."), make_run("beta", tables, text="Second wording.")]
    study = make_study(make_person("lead@example.org", "lead"), runs=runs, criteria=CRITERIA)
    rater = open_with_raters(study)[0]
    Rater.objects.filter(study=study).update(practised_at=timezone.now())
    client = Client()
    client.force_login(rater.user, backend="evaluator.accounts.backends.ByEmail")
    return Desk(study, rater, client)
