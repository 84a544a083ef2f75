"""The engineers' page of texts that may name their writer."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from evaluator.models import Arm, Study, User
from evaluator.steps.join_study import is_exposed
from modelhub.models import IdentityFinding
from modelhub.steps.resolve_finding import candidate_of
from tests.makers import make_person, make_run, make_study, make_tables, open_with_raters

pytestmark = pytest.mark.django_db


@pytest.fixture
def engineer(client: Client) -> User:
    """A signed-in engineer."""
    person = make_person("engineer@example.org", "engineer")
    client.force_login(person)
    return person


@pytest.fixture
def study() -> Study:
    """A draft over one table of one column: two findings, in the description and in the comment."""
    table_set = make_tables(1, columns=("id",))
    runs = [make_run("zebra-7b", table_set, text="Plain."), make_run("okapi", table_set, text="At 1 < 2, zebra-7b.")]
    return make_study(make_person("lead@example.org", "lead"), runs=runs)


def findings(study: Study) -> str:
    """Return the page's address."""
    return reverse("hub:findings", args=[study.uuid])


def resolve(client: Client, study: Study, finding: IdentityFinding, **fields: str) -> str:
    """Decide on a finding and return the page that follows."""
    address = reverse("hub:resolve_finding", args=[study.uuid])
    return client.post(address, {"finding": finding.pk, **fields}, follow=True).content.decode()


def test_the_page_marks_the_words_and_exposes_the_reader(client: Client, engineer: User, study: Study) -> None:
    html = client.get(findings(study)).content.decode()

    assert html.count("<mark>zebra-7b</mark>") == 2
    assert "At 1 &lt; 2, " in html
    assert is_exposed(engineer.pk, study)


def test_the_page_names_no_arm(client: Client, engineer: User, study: Study) -> None:
    for number, arm in enumerate(study.arms.order_by("id")):
        Arm.objects.filter(pk=arm.pk).update(code=f"Q-{number}")

    assert re.findall(r"Q-\d", client.get(findings(study)).content.decode()) == []


def test_the_list_of_models_leads_to_drafts_that_wait(client: Client, engineer: User, study: Study) -> None:
    assert findings(study) in client.get(reverse("hub:models")).content.decode()
    client.force_login(User.objects.get(email="lead@example.org"))
    assert findings(study) not in client.get(reverse("hub:models")).content.decode()
    assert client.get(findings(study)).status_code == 403


def test_a_finding_is_waived_with_a_reason(client: Client, engineer: User, study: Study) -> None:
    finding = IdentityFinding.objects.filter(study=study)[0]
    assert "Say in a sentence why" in resolve(client, study, finding, action="waive", why=" ")
    assert IdentityFinding.objects.get(pk=finding.pk).resolution == ""

    assert "The text stays as it is." in resolve(client, study, finding, action="waive", why="An animal.")

    finding.refresh_from_db()
    assert (finding.resolution, finding.resolved_by, finding.resolved_why) == ("waived", engineer, "An animal.")


def test_a_text_is_edited_for_this_study(client: Client, engineer: User, study: Study) -> None:
    finding = IdentityFinding.objects.get(study=study, column=0)

    html = resolve(client, study, finding, action="edit", why="It names a model.", text="By somebody.")

    assert "The text is edited for this study" in html
    assert candidate_of(finding).comments == ["By somebody."]


def test_an_empty_description_is_refused_on_the_page(client: Client, engineer: User, study: Study) -> None:
    finding = IdentityFinding.objects.get(study=study, column=None)

    assert "Every table needs a description" in resolve(client, study, finding, action="edit", why="x", text="")


def test_findings_of_another_study_are_out_of_reach(client: Client, engineer: User, study: Study) -> None:
    finding = IdentityFinding.objects.filter(study=study)[0]
    elsewhere = make_tables(1, name="elsewhere")
    runs = [make_run("quagga", elsewhere, text="One."), make_run("gnu-2", elsewhere, text="Two.")]
    other = make_study(User.objects.get(email="lead@example.org"), runs=runs, name="Other")

    address = reverse("hub:resolve_finding", args=[other.uuid])
    assert client.post(address, {"finding": finding.pk, "why": "x", "action": "waive"}).status_code == 404
    assert client.post(address, {"finding": "nonsense", "why": "x"}).status_code == 404


def test_an_open_study_has_no_findings_page(client: Client, engineer: User, study: Study) -> None:
    resolve(client, study, IdentityFinding.objects.filter(study=study)[0], action="waive", why="x", alike="yes")
    open_with_raters(study)

    assert client.get(findings(study)).status_code == 404
