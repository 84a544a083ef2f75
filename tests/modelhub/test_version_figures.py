"""Figures by which versions are chosen: worked by hand.

1,000 tables of 800 tokens in and 300 out. A GPU at $1.21 an hour that writes 487 tokens a second takes 300,000 / 487 =
616.0164 s, which cost 616.0164 / 3600 × 1.21 = $0.20705. A hosted model at $30 / $60 per million costs 0.8 × 30 + 0.3 × 60
= $42, one at $0.15 / $0.60 costs 0.12 + 0.18 = $0.30. So the GPU breaks even at 0.20705 / 42 = 0.493 % and 69.02 %.
"""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from modelhub.models import GenerationRun, LedgerEntry, ModelVersion, RunItem
from modelhub.version_figures import all_figures, break_evens, gpu_for, latencies, needed_gb
from tests.makers import make_person, make_tables
from tests.modelhub.generation import make_queued_run

pytestmark = pytest.mark.django_db


def ran(name: str, source: str, *, seconds: float, cost: str, price: dict[str, str], failed: int = 0) -> ModelVersion:
    """Store a version with one run over 1,000 tables."""
    version = ModelVersion.objects.create(name=name, source=source)
    run = GenerationRun.objects.create(
        model_version=version,
        table_set=make_tables(0, name=name),
        source=GenerationRun.Source.MODEL,
        origin="test",
        n_items=1000,
        n_done=1000 - failed,
        n_failed=failed,
        n_tokens_in=800_000,
        n_tokens_out=300_000,
        worker_seconds=seconds,
        cost_usd=Decimal(cost),
    )
    LedgerEntry.objects.create(run=run, what="work", amount=1, unit="x", cost_usd=Decimal(cost), price=price)
    return version


def own_gpu(*, failed: int = 0) -> ModelVersion:
    return ran("own", "local", seconds=300_000 / 487, cost="0.20705", price={"device": "a10g"}, failed=failed)


def hosted(name: str, cost: str) -> ModelVersion:
    return ran(name, "endpoint", seconds=500, cost=cost, price={"model": name})


def test_sums_over_runs_become_rates() -> None:
    own = own_gpu(failed=13)

    figures = all_figures()[own.pk]

    assert figures.valid_percent == pytest.approx(98.7)
    assert (figures.tokens_in_per_table, figures.tokens_out_per_table) == (800, 300)
    assert figures.tokens_per_s == pytest.approx(487)
    assert figures.tables_per_hour == pytest.approx(487 * 3600 / 300)
    assert figures.usd_per_1000 == Decimal("0.20705")


def test_break_even_is_the_share_of_time_from_which_on_the_device_is_cheaper() -> None:
    own = own_gpu()
    hosted("dear", "42")
    hosted("cheap", "0.30")
    figures = all_figures()

    rows = {row.other.name: row for row in break_evens(figures[own.pk], list(figures.values()))}

    assert rows.keys() == {"dear", "cheap"}
    assert rows["dear"].percent == pytest.approx(Decimal("0.493"), abs=Decimal("0.001"))
    assert rows["cheap"].percent == pytest.approx(Decimal("69.02"), abs=Decimal("0.01"))
    assert {row.whose for row in rows.values()} == {"own"}


def test_a_hosted_version_is_shown_the_break_even_of_the_device_beside_it() -> None:
    own_gpu()
    cheap = hosted("cheap", "0.30")
    hosted("dear", "42")
    figures = all_figures()

    rows = {row.other.name: row for row in break_evens(figures[cheap.pk], list(figures.values()))}

    assert (rows["own"].whose, rows["dear"].whose) == ("own", None)
    assert rows["own"].percent == pytest.approx(Decimal("69.02"), abs=Decimal("0.01"))
    assert rows["dear"].percent is None


def test_cost_is_unknown_where_some_work_had_no_price() -> None:
    own = own_gpu()
    LedgerEntry.objects.create(
        run=own.runs.get(), what="more", amount=1, unit="device seconds", cost_usd=Decimal(0), price={}
    )
    unbooked = hosted("unbooked", "1")
    LedgerEntry.objects.filter(run__model_version=unbooked).delete()

    figures = all_figures()

    assert figures[own.pk].usd_per_1000 is None
    assert figures[unbooked.pk].usd_per_1000 is None
    assert break_evens(figures[own.pk], list(figures.values())) == []


def test_latencies_are_quantiles_of_the_newest_run() -> None:
    run = make_queued_run(21)
    for number, item in enumerate(run.items.order_by("id")):
        RunItem.objects.filter(pk=item.pk).update(seconds=number / 10, finished_at=run.created_at, state="done")
    GenerationRun.objects.filter(pk=run.pk).update(n_done=21)

    # 0.0, 0.1, … 2.0: the middle is 1.0, and a twentieth of the way from the end 1.9.
    assert latencies(run.model_version) == pytest.approx((1.0, 1.9))


@pytest.mark.parametrize(
    ("n_parameters", "cache", "gb", "gpu"),
    [
        # Llama-2-7B: 1.1 × (2 × 6.738 + 8 × 1024 × 0.000524288) = 1.1 × (13.477 + 4.295) = 19.5 GB.
        (6_738_415_616, 524_288, 20, "A10G"),
        # MPT-30B: 1.1 × (59.914 + 8 × 1024 × 0.001376256) = 1.1 × (59.914 + 11.274) = 78.3 GB.
        (29_957_200_896, 1_376_256, 79, "A100 80 GB"),
        # 70B in bfloat16: 1.1 × (141.107 + 2.684) = 158.2 GB.
        (70_553_706_496, 327_680, 159, None),
    ],
)
def test_smallest_gpu_has_room_for_weights_and_eight_tables(
    n_parameters: int, cache: int, gb: int, gpu: str | None
) -> None:
    version = ModelVersion(name="x", n_parameters=n_parameters, cache_bytes_per_token=cache)

    assert (needed_gb(version), gpu_for(version)) == (gb, gpu)


def test_page_says_what_a_version_takes(client: Client) -> None:
    own = own_gpu(failed=13)
    ModelVersion.objects.filter(pk=own.pk).update(n_parameters=6_738_415_616, cache_bytes_per_token=524_288)
    hosted("cheap", "0.30")
    hosted("free", "0.10")
    client.force_login(make_person("engineer@example.org", "engineer"))

    page = client.get(reverse("hub:figures", args=[own.uuid])).content.decode()

    for figure in ("98.7 %", "800 / 300", "487", "5,844", "0.21", "A10G", "69.0 % of the time"):
        assert figure in page
    assert "never: own is dearer even when always busy" in page


def test_the_list_shows_each_versions_figures_and_licence(client: Client) -> None:
    own_gpu(failed=13)
    hosted("dear", "42")
    ModelVersion.objects.create(name="new", kind="large_model", source="local")
    client.force_login(make_person("engineer@example.org", "engineer"))

    page = client.get(reverse("hub:models")).content.decode()

    rows = {name: page.split(f"<strong>{name}</strong>")[1].split("</tr>")[0] for name in ("own", "dear", "new")}
    assert [figure for figure in ("98.7 %", ">5,844<", ">0.21<") if figure in rows["own"]] == [
        "98.7 %",
        ">5,844<",
        ">0.21<",
    ]
    assert "100.0 %" in rows["dear"]
    assert ">42.00<" in rows["dear"]
    assert "✕ not stated" in rows["new"]
