"""What tokens and device-hours cost: dated rows with a source. What has no row has no price, which is an error."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import yaml

_AMOUNT = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")
_FIELDS = {
    "models": {"model", "usd_per_million_in", "usd_per_million_out", "date", "source"},
    "devices": {"device", "usd_per_hour", "date", "source"},
}
MILLION = Decimal(1_000_000)


class PriceError(ValueError):
    """A price that is missing or can't be read; the text says of what, and what to write where."""


@dataclass(frozen=True, slots=True)
class TokenPrice:
    """What a model's tokens cost from a day on, in dollars per million."""

    model: str
    usd_per_million_in: Decimal
    usd_per_million_out: Decimal
    valid_from: date
    source: str

    def cost_usd(self, n_tokens_in: int, n_tokens_out: int) -> Decimal:
        """Return what so many tokens cost, exactly."""
        return (n_tokens_in * self.usd_per_million_in + n_tokens_out * self.usd_per_million_out) / MILLION


@dataclass(frozen=True, slots=True)
class DevicePrice:
    """What an hour of a device costs from a day on, in dollars."""

    device: str
    usd_per_hour: Decimal
    valid_from: date
    source: str


@dataclass(frozen=True, slots=True)
class Prices:
    """All rows; a name may have several, of different days."""

    models: tuple[TokenPrice, ...]
    devices: tuple[DevicePrice, ...]

    def of_model(self, model: str, *, on: date) -> TokenPrice:
        """Return the latest price that is valid on the day. Raises PriceError when there is none."""
        return _latest([row for row in self.models if row.model == model], f"model {model!r}", on)

    def of_device(self, device: str, *, on: date) -> DevicePrice:
        """Return the latest price that is valid on the day. Raises PriceError when there is none."""
        return _latest([row for row in self.devices if row.device == device], f"device {device!r}", on)


Row = TypeVar("Row", TokenPrice, DevicePrice)


def read_prices(path: Path) -> Prices:
    """Read a YAML file of `models` and `devices`. Raises PriceError naming file, row and what is wrong."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        rows = {section: _rows(content, section) for section in _FIELDS}
        models = tuple(_token_price(row, place=f"models[{at}]") for at, row in enumerate(rows["models"]))
        devices = tuple(_device_price(row, place=f"devices[{at}]") for at, row in enumerate(rows["devices"]))
        _refuse_twins([(row.model, row.valid_from) for row in models])
        _refuse_twins([(row.device, row.valid_from) for row in devices])
    except (PriceError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise PriceError(f"{path.name}: {error}") from error
    return Prices(models, devices)


def _latest(rows: list[Row], what: str, on: date) -> Row:
    valid = [row for row in rows if row.valid_from <= on]
    if not valid:
        earlier = f" (its first is of {min(row.valid_from for row in rows)})" if rows else ""
        raise PriceError(f"{what} has no price on {on}{earlier}; add a row with its date and source")
    return max(valid, key=lambda row: row.valid_from)


def _rows(content: object, section: str) -> list[dict[str, object]]:
    if not isinstance(content, dict) or not isinstance(content.get(section), list):
        raise PriceError(f"write a list under {section!r}")
    rows: list[dict[str, object]] = content[section]
    for at, row in enumerate(rows):
        if not isinstance(row, dict) or set(row) != _FIELDS[section]:
            raise PriceError(f"{section}[{at}] must have exactly the fields {', '.join(sorted(_FIELDS[section]))}")
    return rows


def _token_price(row: dict[str, object], *, place: str) -> TokenPrice:
    return TokenPrice(
        _text(row, "model", place=place),
        _amount(row, "usd_per_million_in", place=place),
        _amount(row, "usd_per_million_out", place=place),
        _day(row, place=place),
        _text(row, "source", place=place),
    )


def _device_price(row: dict[str, object], *, place: str) -> DevicePrice:
    amount = _amount(row, "usd_per_hour", place=place)
    return DevicePrice(
        _text(row, "device", place=place), amount, _day(row, place=place), _text(row, "source", place=place)
    )


def _amount(row: dict[str, object], field: str, *, place: str) -> Decimal:
    value = row[field]
    # YAML reads 0.15 as a binary fraction, which is not fifteen cents.
    if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
        raise PriceError(f'{place}.{field} must be dollars in quotes, such as "0.15"')
    return Decimal(value)


def _text(row: dict[str, object], field: str, *, place: str) -> str:
    value = row[field]
    if not isinstance(value, str) or not value.strip():
        raise PriceError(f"{place}.{field} must be a text")
    return value


def _day(row: dict[str, object], *, place: str) -> date:
    value = row["date"]
    if type(value) is not date:
        raise PriceError(f"{place}.date must be a day, such as 2024-07-18, without quotes")
    return value


def _refuse_twins(keys: list[tuple[str, date]]) -> None:
    if twins := [key for key in keys if keys.count(key) > 1]:
        name, day = twins[0]
        raise PriceError(f"{name!r} has two prices of {day}; keep one")
