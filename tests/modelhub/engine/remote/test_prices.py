"""Prices are exact, dated and sourced, and a model without one is an error."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from modelhub.engine.remote.prices import PriceError, Prices, read_prices

SHIPPED = Path(__file__).resolve().parents[4] / "fixtures" / "prices.yaml"
MODEL = """
  - model: m
    usd_per_million_in: "0.15"
    usd_per_million_out: "0.60"
    date: 2024-07-18
    source: s
"""
LATER = MODEL.replace("0.15", "0.10").replace("2024-07-18", "2025-01-01")
DEVICE = """
  - device: d
    usd_per_hour: "1.21"
    date: 2024-01-01
    source: s
"""


def read(folder: Path, models: str = MODEL, devices: str = DEVICE) -> Prices:
    path = folder / "prices.yaml"
    path.write_text(f"models:{models}\ndevices:{devices}\n", encoding="utf-8")
    return read_prices(path)


@pytest.mark.parametrize(
    ("model", "usd"),
    # Published sums for 1,000 tables of 800 tokens in and 300 out.
    [("gpt-4", "42"), ("gpt-4-1106-preview", "17"), ("gpt-3.5-turbo-0613", "1.8"), ("gpt-4o-mini", "0.30")],
)
def test_shipped_prices_give_the_published_cost(model: str, usd: str) -> None:
    price = read_prices(SHIPPED).of_model(model, on=date(2026, 11, 22))
    assert price.cost_usd(800_000, 300_000) == Decimal(usd)


def test_every_shipped_row_says_from_when_on_and_after_whom() -> None:
    prices = read_prices(SHIPPED)
    rows = [(row.valid_from, row.source) for row in prices.models] + [
        (row.valid_from, row.source) for row in prices.devices
    ]
    for valid_from, source in rows:
        assert date(2023, 1, 1) <= valid_from <= date(2026, 11, 28)
        assert "https://" in source or "docs/" in source


def test_cost_of_one_token_is_exact(tmp_path: Path) -> None:
    price = read(tmp_path).of_model("m", on=date(2024, 7, 18))
    assert price.cost_usd(1, 1) == Decimal("0.00000075")


def test_latest_row_of_the_day_counts(tmp_path: Path) -> None:
    prices = read(tmp_path, MODEL + LATER)
    assert prices.of_model("m", on=date(2024, 12, 31)).usd_per_million_in == Decimal("0.15")
    assert prices.of_model("m", on=date(2025, 1, 1)).usd_per_million_in == Decimal("0.10")


def test_device_hour_has_a_price(tmp_path: Path) -> None:
    assert read(tmp_path).of_device("d", on=date(2026, 1, 1)).usd_per_hour == Decimal("1.21")


def test_model_without_a_row_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PriceError, match="model 'other' has no price on 2026-01-01; add a row"):
        read(tmp_path).of_model("other", on=date(2026, 1, 1))


def test_day_before_the_first_row_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PriceError, match="its first is of 2024-07-18"):
        read(tmp_path).of_model("m", on=date(2024, 1, 1))


@pytest.mark.parametrize(
    ("models", "reason"),
    [
        (MODEL.replace('"0.15"', "0.15"), r"models\[0\]\.usd_per_million_in must be dollars in quotes"),
        (MODEL.replace('"0.15"', '"-1"'), "must be dollars in quotes"),
        (MODEL.replace('"0.15"', '"NaN"'), "must be dollars in quotes"),
        (MODEL.replace("2024-07-18", "'2024-07-18'"), "must be a day"),
        (MODEL.replace("2024-07-18", "2024-07-18 10:00:00"), "must be a day"),
        (MODEL.replace("source: s", "source: ''"), r"models\[0\]\.source must be a text"),
        (MODEL.replace("source: s", "sauce: s"), "exactly the fields"),
        (MODEL + MODEL, "'m' has two prices of 2024-07-18"),
        (" nothing", "write a list under 'models'"),
        (" [", "prices.yaml"),
    ],
)
def test_price_that_cannot_be_read_names_file_and_row(tmp_path: Path, models: str, reason: str) -> None:
    with pytest.raises(PriceError, match=reason) as raised:
        read(tmp_path, models)
    assert str(raised.value).startswith("prices.yaml: ")
