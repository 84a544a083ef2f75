"""manage.py synthesise_dataset: what is asked for on the command line is what is written."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from modelhub.models import Dataset, UseCase
from tests.datasets import make_hosted_teacher
from tests.makers import make_person
from tests.stub_process import stub_process

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


def test_the_same_command_with_a_larger_budget_goes_on(settings: Settings, tmp_path: Path) -> None:
    order = ["synthesise_dataset", "--n", "3", "--teacher", "stub"]
    with stub_process() as url:
        make_hosted_teacher(settings, url, tmp_path)
        with pytest.raises(CommandError, match=r"The budget has no room .* Run the command again to go on"):
            call_command(*order, "--budget", "0.01")

        call_command(*order, "--budget", "1000")

    dataset = Dataset.objects.get()
    assert (dataset.state, dataset.budget_usd, dataset.n_examples) == ("finished", Decimal(1000), 3)


@pytest.mark.parametrize("budget", ["NaN", "Infinity", "1e12", "much"])
def test_a_budget_is_an_amount_of_dollars(budget: str) -> None:
    with pytest.raises(CommandError, match="--budget dollars such as"):
        call_command("synthesise_dataset", "--n", "6", "--budget", budget)


def test_what_goes_on_as_it_was_begun_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("synthesise_dataset", "--n", "6")
    assert "It goes on with" not in capsys.readouterr().out
    Dataset.objects.update(state="cancelled")
    UseCase.objects.filter(key=UseCase.objects.values("key")[:1]).update(title="In other words")

    call_command("synthesise_dataset", "--n", "6")

    assert "It goes on with the industries and use cases that it was begun with" in capsys.readouterr().out
    with pytest.raises(CommandError, match="is finished, and the industries or use cases"):
        call_command("synthesise_dataset", "--n", "6")
