"""Pages of datasets: ordered, watched, read, downloaded; each tells the truth of the database."""

import hashlib
import json
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from modelhub.models import Dataset, DatasetReject, ModelVersion, TermsApproval
from modelhub.steps.import_dataset import OwnDataFile, import_dataset
from modelhub.steps.start_dataset import DatasetOrder, start_dataset
from modelhub.steps.store_taxonomy import store_built_in_taxonomies, store_use_cases
from modelhub.taxonomies.use_cases import UseCaseLine
from tests.datasets import WORKER, make_dataset, make_teacher
from tests.makers import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def engineer(client: Client) -> Client:
    client.force_login(make_person("engineer@example.org", "engineer"))
    return client


def page(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def test_an_order_begins_a_dataset(engineer: Client) -> None:
    form = {"n": "5", "seed": "2", "edition": "2022", "levels": "3", "teacher": "", "name": "", "budget_usd": ""}

    response = engineer.post("/hub/datasets/new/", form)

    dataset = Dataset.objects.get()
    assert response["Location"] == f"/hub/datasets/{dataset.uuid}/"
    assert (dataset.name, dataset.state, dataset.parameters["n_industries"]) == ("offline 5 seed 2", "queued", 96)
    assert dataset.created_by is not None


def test_an_order_may_ask_for_invented_names_and_for_the_split_of_another_seed(engineer: Client) -> None:
    form = {
        "n": "5",
        "seed": "2",
        "edition": "2022",
        "levels": "3",
        "invented": "0.8",
        "invented_columns": "0.5",
        "split_seed": "0",
    }

    response = engineer.post("/hub/datasets/new/", form)

    dataset = Dataset.objects.get()
    assert dataset.parameters["invention"] == {"tables": 0.8, "columns": 0.5, "grown": 0.0}
    assert dataset.parameters["split_seed"] == 0
    shown = page(engineer, response["Location"])
    assert "Invented: 0.8 of the tables with invented words and 0.5 of their columns." in shown
    assert "Held out are the industries of seed 0." in shown
    assert engineer.post("/hub/datasets/new/", {**form, "invented": "1.5"}).status_code == 422
    refused = engineer.post("/hub/datasets/new/", {**form, "invented": ""})
    assert "columns are invented only in tables about invented things" in refused.content.decode()


def test_an_order_that_can_not_be_filled_says_why(engineer: Client) -> None:
    start_dataset(DatasetOrder(n=5))
    form = {"n": "5", "seed": "0", "edition": "2022", "levels": "3"}

    response = engineer.post("/hub/datasets/new/", form)

    assert response.status_code == 422
    assert "There is a dataset offline 5 seed 0 already" in response.content.decode()


def test_progress_is_asked_for_until_the_dataset_ends(engineer: Client) -> None:
    dataset = start_dataset(DatasetOrder(n=5))
    Dataset.objects.filter(pk=dataset.pk).update(state="running", n_examples=3, n_written=4, n_rejects=1)
    url = f"/hub/datasets/{dataset.uuid}/"

    shown, fragment = page(engineer, url), engineer.get(f"{url}progress/")

    assert "3 of 5 examples" in shown
    assert "4 drafts sifted, 1 rejected" in shown
    assert f'hx-get="{url}progress/"' in shown
    assert "HX-Refresh" not in fragment
    Dataset.objects.filter(pk=dataset.pk).update(state="stopped", problem="The budget is spent.")
    ended = engineer.get(f"{url}progress/")
    assert ended["HX-Refresh"] == "true"
    assert "The budget is spent." in ended.content.decode()
    assert "hx-get" not in ended.content.decode()


def test_a_dataset_is_cancelled_and_goes_on(engineer: Client) -> None:
    dataset = start_dataset(DatasetOrder(n=5))

    engineer.post(f"/hub/datasets/{dataset.uuid}/cancel/")
    assert Dataset.objects.get().state == "cancelled"
    engineer.post(f"/hub/datasets/{dataset.uuid}/resume/")
    assert Dataset.objects.get().state == "queued"


def test_a_dataset_that_its_budget_stopped_goes_on_with_a_larger_one(engineer: Client) -> None:
    make_teacher()
    ModelVersion.objects.update(price="stub-rules")
    teacher = ModelVersion.objects.get()
    dataset = start_dataset(DatasetOrder(n=5, teacher=teacher, budget_usd=Decimal(1)))
    Dataset.objects.update(state="stopped", problem="The budget has no room", cost_usd=Decimal("0.89"))
    url = f"/hub/datasets/{dataset.uuid}/"
    assert 'name="budget_usd" type="number" min="0.01" step="0.01" value="1.00"' in page(engineer, url)

    refused = engineer.post(f"{url}resume/", {"budget_usd": "0.50"}, follow=True)
    assert "The dataset has cost $0.89 already" in refused.content.decode()
    garbled = engineer.post(f"{url}resume/", {"budget_usd": "much"}, follow=True)
    assert "write the budget in dollars" in garbled.content.decode()
    assert (Dataset.objects.get().state, Dataset.objects.get().budget_usd) == ("stopped", Decimal(1))

    engineer.post(f"{url}resume/", {"budget_usd": "5"})
    dataset.refresh_from_db()
    assert (dataset.state, dataset.budget_usd, dataset.problem) == ("queued", Decimal(5), "")


def test_a_budget_that_no_worker_would_keep_is_refused(engineer: Client) -> None:
    teacher = make_teacher()
    form = {"n": "5", "seed": "0", "edition": "2022", "levels": "3", "teacher": str(teacher.uuid), "budget_usd": "5"}

    response = engineer.post("/hub/datasets/new/", form)

    assert (response.status_code, Dataset.objects.count()) == (422, 0)
    assert "A budget needs a price" in response.content.decode()


def test_where_titles_come_from_is_shown_while_it_is_written_and_with_the_card(engineer: Client) -> None:
    line = UseCaseLine(1, "beds", "Bed occupancy", "Follows which beds are taken.", ())
    store_built_in_taxonomies()
    store_use_cases([line], source="<ours>.yaml", owner="Data team")
    begun = start_dataset(DatasetOrder(n=4))

    shown = page(engineer, f"/hub/datasets/{begun.uuid}/")
    assert "1 use case: those of Data team, imported from &lt;ours&gt;.yaml." in shown
    assert "ustomer data" not in shown
    finished = page(engineer, f"/hub/datasets/{make_dataset(4).uuid}/")
    assert "1 use case: those of Data team, imported from &lt;ours&gt;.yaml." in finished
    assert "Tables and texts: the built-in teacher" in finished
    assert "ustomer data" not in finished


def test_a_dataset_of_old_shows_the_numbers_that_it_kept(engineer: Client) -> None:
    dataset = make_dataset(4)
    drawn = {name: rows for name, rows in dataset.drawn_from.items() if name != "sources"}
    Dataset.objects.update(drawn_from=drawn)

    assert "96 industries of NAICS 2022, 218 use cases." in page(engineer, f"/hub/datasets/{dataset.uuid}/")


def test_a_finished_dataset_shows_its_report_and_card(engineer: Client) -> None:
    dataset = make_dataset(12)

    shown = page(engineer, f"/hub/datasets/{dataset.uuid}/")

    assert dataset.digest in shown
    assert "96 industries of NAICS 2022" in shown
    assert "A description of fewer than two or more than four sentences" in shown
    assert "62 test tables" in shown


def test_the_download_has_the_digest_of_the_dataset(engineer: Client) -> None:
    dataset = make_dataset(6)

    response = engineer.get(f"/hub/datasets/{dataset.uuid}/dataset.jsonl")

    data = response.getvalue()
    assert hashlib.sha256(data).hexdigest() == dataset.digest
    assert dataset.digest[:12] in response["Content-Disposition"]


def test_what_is_not_finished_has_no_download(engineer: Client) -> None:
    dataset = start_dataset(DatasetOrder(n=5))

    page(engineer, f"/hub/datasets/{dataset.uuid}/dataset.jsonl", 404)


def test_examples_are_narrowed_down_by_split_industry_and_name(engineer: Client) -> None:
    dataset = make_dataset(40)
    url = f"/hub/datasets/{dataset.uuid}/examples/"
    line = dataset.lines.exclude(split="train").order_by("number").first() or dataset.lines.get(number=7)
    of_split = set(dataset.lines.filter(split=line.split).values_list("number", flat=True))
    of_industry = set(dataset.lines.filter(industry=line.industry).values_list("number", flat=True))

    assert _numbers(page(engineer, url), url) == set(range(1, 41))
    assert _numbers(page(engineer, f"{url}?split={line.split}"), url) == of_split
    assert _numbers(page(engineer, f"{url}?industry={line.industry}"), url) == of_industry
    assert _numbers(page(engineer, f"{url}?q={line.table_name}"), url) == {line.number}
    assert "No example is like that" in page(engineer, f"{url}?q=nothing-like-it")


def _numbers(text: str, url: str) -> set[int]:
    return {int(part.split("/")[0]) for part in text.split(f'href="{url}')[1:] if part[0].isdigit()}


def test_an_example_stands_beside_its_table_and_leads_to_the_next_of_the_same_kind(engineer: Client) -> None:
    dataset = make_dataset(30)
    train = list(dataset.lines.filter(split="train").order_by("number")[:3])
    url = f"/hub/datasets/{dataset.uuid}/examples/"

    shown = page(engineer, f"{url}{train[1].number}/?split=train")

    fields = json.loads(train[1].body)
    assert json.loads(fields["completion"])["description"][:40] in shown
    assert train[1].table_name in shown
    assert f'rel="prev" href="{url}{train[0].number}/?split=train"' in shown
    assert f'rel="next" href="{url}{train[2].number}/?split=train"' in shown
    page(engineer, f"{url}999/", 404)


def test_rejects_say_why_and_are_narrowed_down_by_filter(engineer: Client) -> None:
    dataset = make_dataset(3)
    for number, reason in ((4, "hyperbole"), (5, "length")):
        DatasetReject.objects.create(
            dataset=dataset, number=number, reason=reason, detail=f"why {reason}", industry="111", raw=f"raw {number}"
        )
    url = f"/hub/datasets/{dataset.uuid}/rejects/"

    everything, some = page(engineer, url), page(engineer, f"{url}?reason=length")

    assert ("Why hyperbole" in everything, "Why length" in everything) == (True, True)
    assert ("Why hyperbole" in some, "Why length" in some) == (False, True)
    assert "raw 5" in some


def test_own_data_is_taken_in_or_every_broken_row_named(engineer: Client) -> None:
    def sent(*rows: str) -> dict[str, object]:
        file = SimpleUploadedFile("ours.jsonl", "\n".join(rows).encode())
        return {"name": "ours", "terms": "MIT", "file": file}

    sound = '{"prompt": "p", "completion": "c", "split": "train"}'
    refused = engineer.post("/hub/datasets/import/", sent(sound, '{"prompt": "p", "completion": ""}'))
    assert refused.status_code == 422
    assert "<strong>Line 2</strong> the completion is empty" in " ".join(refused.content.decode().split())
    assert not Dataset.objects.exists()

    engineer.post("/hub/datasets/import/", sent(sound))

    dataset = Dataset.objects.get()
    assert (dataset.name, dataset.origin, dataset.n_examples) == ("ours", "ours.jsonl", 1)
    assert "Prompt and completion" in page(engineer, f"/hub/datasets/{dataset.uuid}/examples/1/")


def test_hostile_own_data_is_shown_as_text(engineer: Client) -> None:
    bad = "<script>alert(1)</script>"
    table = {"name": bad, "dialect": bad[:30], "columns": [{"name": bad, "type": bad}]}
    row = {"table": table, "ddl": bad, "description": bad, "columns": {bad: bad}, "use_case": bad, "split": "train"}
    file = OwnDataFile(bad, bad, json.dumps(row).encode(), "LicenseRef-<b>")
    dataset = import_dataset(file, worker=WORKER)

    url = f"/hub/datasets/{dataset.uuid}/"
    texts = [page(engineer, address) for address in ("/hub/datasets/", url, f"{url}examples/", f"{url}examples/1/")]

    assert all("&lt;script&gt;alert(1)&lt;/script&gt;" in text for text in texts)
    assert not any(bad in text or "<b>" in text.replace("<b>Blindbench</b>", "") for text in texts)


def test_unapproved_terms_are_said_and_approved_with_a_reason(engineer: Client) -> None:
    dataset = start_dataset(DatasetOrder(n=1, teacher=make_teacher()))
    url = f"/hub/datasets/{dataset.uuid}/"
    assert "LicenseRef-Own-terms are terms of their own" in page(engineer, url)

    engineer.post(f"{url}approve/", {"why": " "})
    assert not TermsApproval.objects.exists()
    engineer.post(f"{url}approve/", {"why": "§ 3 allows it"})

    assert TermsApproval.objects.get().why == "§ 3 allows it"
    shown = page(engineer, url)
    assert "are terms of their own" not in shown
    assert "§ 3 allows it" in shown


def test_a_lead_reads_and_changes_nothing(client: Client) -> None:
    client.force_login(make_person("lead@example.org", "lead"))
    dataset = make_dataset(3)
    url = f"/hub/datasets/{dataset.uuid}/"

    for address in ("/hub/datasets/", url, f"{url}examples/", f"{url}examples/1/", f"{url}rejects/"):
        page(client, address)
    for address in ("/hub/datasets/new/", "/hub/datasets/import/"):
        page(client, address, 403)
    for what in ("cancel", "resume", "approve"):
        assert client.post(f"{url}{what}/").status_code == 403
