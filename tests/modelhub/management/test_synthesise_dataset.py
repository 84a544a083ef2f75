"""manage.py synthesise_dataset: what is asked for on the command line is what is written."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from modelhub.models import Dataset
from tests.makers import make_person

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_share_of_invented_names_is_asked_for_and_told(client: Client) -> None:
    shares = ["--invented", "0.5", "--invented-columns", "0.7", "--grown", "0.9"]
    call_command("synthesise_dataset", "--n", "6", "--seed", "3", *shares, "--split-seed", "11")

    dataset = Dataset.objects.get()
    assert dataset.state == "finished"
    assert dataset.parameters["invention"] == {"tables": 0.5, "columns": 0.7, "grown": 0.9}
    assert dataset.name == "offline 6 seed 3, 0.5/0.7/0.9 invented, held out by 11"
    client.force_login(make_person("engineer@example.org", "engineer"))
    page = client.get(reverse("hub:dataset", args=[dataset.uuid])).content.decode()
    assert "Invented: 0.5 of the tables with invented words and 0.7 of their columns, grown in 0.9 of them." in page
    assert "Held out are the industries of seed 11." in page


def test_the_same_command_comes_back_to_the_same_dataset(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        call_command("synthesise_dataset", "--n", "6", "--seed", "3")

    assert Dataset.objects.count() == 1
    assert capsys.readouterr().out.count("6 examples of") == 2


def test_a_share_beyond_all_is_refused() -> None:
    with pytest.raises(CommandError, match="no share from 0 to 1"):
        call_command("synthesise_dataset", "--n", "6", "--invented", "2")

    assert not Dataset.objects.exists()
