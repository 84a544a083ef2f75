"""Canonical JSON and SHA-256: the one way in which anything is hashed, sealed or committed to."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID


def canonical_json(value: object) -> bytes:
    """Return the only JSON text of `value`: UTF-8, keys sorted by code point, no spaces, no floats.

    Datetimes become UTC strings with microseconds; Decimal and UUID become strings; tuples become arrays.
    Raises TypeError, naming the place, for floats, bytes, naive datetimes, keys that are not strings and anything else;
    UnicodeEncodeError for text with a lone surrogate.
    """
    plain = _plain(value, "$")
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of `data` as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def _plain(value: object, place: str) -> object:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Mapping):
        return {_key(key, place): _plain(item, f"{place}.{key}") for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, f"{place}[{index}]") for index, item in enumerate(value)]
    if isinstance(value, datetime):
        return _utc_text(value, place)
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"{place}: {type(value).__name__} has no canonical JSON form")


def _key(key: object, place: str) -> str:
    if not isinstance(key, str):
        raise TypeError(f"{place}: the key {key!r} is not a string")
    return key


def _utc_text(moment: datetime, place: str) -> str:
    if moment.tzinfo is None:
        raise TypeError(f"{place}: a datetime without time zone has no canonical JSON form")
    # The zone is dropped and written as Z: isoformat() would otherwise write +00:00, a second spelling of the same moment.
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def comment_digest(nonce: str, comment: str) -> str:
    """Return HMAC-SHA256 of a rater's comment under the study's nonce, in hexadecimal.

    Published at the lock, when the nonce is not: a plain digest would tell whoever guesses a comment what it says.
    """
    return hmac.digest(bytes.fromhex(nonce), comment.encode(), "sha256").hex()


def tables_digest(tables: Iterable[Mapping[str, Any]]) -> str:
    """Return SHA-256 over what a study calls its tables: digest, name, domain and number of columns of each, sorted."""
    return sha256_hex(
        canonical_json(sorted([one["digest"], one["name"], one["domain"], one["n_columns"]] for one in tables))
    )
