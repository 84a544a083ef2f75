"""The tables: who reaches them, and where they lead."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.makers import make_person, make_tables


def signed_in(*roles: str) -> Client:
    """The browser of a person with the roles."""
    client = Client()
    client.force_login(make_person("person@example.org", *roles))
    return client


@pytest.mark.django_db
def test_lead_goes_on_from_a_set_to_a_study() -> None:
    tables = make_tables(2)
    page = signed_in("lead").get(reverse("lead:table_set", args=[tables.uuid])).content.decode()
    assert f"{reverse('hub:new_study')}?set={tables.uuid}" in page
    assert reverse("hub:import_outputs") not in page


@pytest.mark.django_db
def test_engineer_reads_tables_and_goes_on_to_outputs() -> None:
    tables = make_tables(2)
    client = signed_in("engineer")
    assert reverse("lead:table_set", args=[tables.uuid]) in client.get(reverse("lead:tables")).content.decode()
    page = client.get(reverse("lead:table_set", args=[tables.uuid])).content.decode()
    assert reverse("hub:import_outputs") in page
    assert reverse("hub:new_study") not in page
    table = tables.tables.earliest("id")
    assert client.get(reverse("lead:table", args=[tables.uuid, table.uuid])).status_code == 200


@pytest.mark.django_db
def test_rater_does_not_reach_tables() -> None:
    assert signed_in("rater").get(reverse("lead:tables")).status_code == 403


@pytest.mark.django_db
def test_entries_of_two_roles_stand_in_the_top_bar_once() -> None:
    page = signed_in("lead", "engineer").get(reverse("lead:tables")).content.decode()
    bar = page[page.index('aria-label="Main"') : page.index("</nav>")]
    labels = [part.split("<")[0] for part in bar.split(">")[1:] if part.split("<")[0].strip()]
    assert labels == [
        "Studies",
        "Tables",
        "Models",
        "Runs",
        "Prompts",
        "Datasets",
        "Training",
        "Workers",
        "API",
        "Team",
    ]
