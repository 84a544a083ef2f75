"""manage.py synthesise_dataset: what is asked for on the command line is what is written."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from modelhub.models import Dataset
from tests.makers import make_person

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_share_of_invented_names_is_asked_for_and_told(client: Client) -> None:
    call_command("synthesise_dataset", "--n", "6", "--seed", "3", "--invented", "0.5")

    dataset = Dataset.objects.get()
    assert (dataset.state, dataset.parameters["invented_share"]) == ("finished", 0.5)
    client.force_login(make_person("engineer@example.org", "engineer"))
    page = client.get(reverse("hub:dataset", args=[dataset.uuid])).content.decode()
    assert "In a share of 0.5 of the tables, things have invented names." in page


def test_the_same_command_comes_back_to_the_same_dataset(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        call_command("synthesise_dataset", "--n", "6", "--seed", "3")

    assert Dataset.objects.count() == 1
    assert capsys.readouterr().out.count("6 examples of") == 2


def test_a_share_beyond_all_is_refused() -> None:
    with pytest.raises(CommandError, match="from 0 to 1"):
        call_command("synthesise_dataset", "--n", "6", "--invented", "2")

    assert not Dataset.objects.exists()
