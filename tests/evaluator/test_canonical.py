"""Canonical JSON: one value, one text, on every machine."""

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.canonical import canonical_json, sha256_hex

NO_SURROGATES = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | NO_SURROGATES,
    lambda inner: st.lists(inner) | st.dictionaries(NO_SURROGATES, inner),
    max_leaves=20,
)


def test_canonical_json_sorts_keys_and_leaves_no_spaces() -> None:
    assert canonical_json({"b": [1, True, None], "a": {"d": 1, "c": 2}}) == b'{"a":{"c":2,"d":1},"b":[1,true,null]}'


def test_canonical_json_writes_text_as_utf8() -> None:
    assert canonical_json("é\u200f\n") == '"é\u200f\\n"'.encode()


def test_canonical_json_keeps_names_that_only_look_the_same_apart() -> None:
    assert canonical_json("caf\u00e9") != canonical_json("cafe\u0301")


def test_canonical_json_writes_a_moment_in_utc_with_microseconds() -> None:
    paris = timezone(timedelta(hours=2))
    moment = datetime(2026, 3, 1, 1, 30, tzinfo=paris)
    assert canonical_json(moment) == b'"2026-02-28T23:30:00.000000Z"'
    assert canonical_json(moment) == canonical_json(moment.astimezone(UTC))


def test_canonical_json_writes_decimal_and_uuid_as_text() -> None:
    key = UUID("12345678-1234-5678-1234-567812345678")
    assert canonical_json((Decimal("0.10"), key)) == b'["0.10","12345678-1234-5678-1234-567812345678"]'


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"a": [1, 0.5]}, r"\$\.a\[1\]: float"),
        (float("nan"), r"\$: float"),
        (b"x", r"\$: bytes"),
        ({1: "x"}, r"the key 1 is not a string"),
        ({"a": {1, 2}}, r"\$\.a: set"),
        (datetime(2026, 1, 1), r"without time zone"),  # noqa: DTZ001
    ],
)
def test_canonical_json_refuses_what_has_more_than_one_spelling(value: object, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        canonical_json(value)


def test_canonical_json_refuses_a_lone_surrogate() -> None:
    with pytest.raises(UnicodeEncodeError):
        canonical_json("\ud800")


@given(VALUES)
def test_canonical_json_reads_back_and_is_a_fixed_point(value: object) -> None:
    text = canonical_json(value)
    assert json.loads(text) == value
    assert canonical_json(json.loads(text)) == text


@given(st.dictionaries(NO_SURROGATES, st.integers()))
def test_canonical_json_does_not_depend_on_insertion_order(value: dict[str, int]) -> None:
    assert canonical_json(dict(reversed(value.items()))) == canonical_json(value)


def test_sha256_hex_gives_the_published_digests() -> None:
    """FIPS 180-2, appendix B.1, and the digest of the empty message."""
    assert sha256_hex(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert sha256_hex(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
