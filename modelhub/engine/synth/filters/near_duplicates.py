"""Examples that say nearly the same as an earlier one: MinHash (Broder 1997) over shingles of three words."""

import re
import zlib
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from modelhub.engine.records import DocumentationRecord, TableRecord

N_HASHES, N_BANDS = 128, 32
# Estimated share of common shingles from which two examples count as the same.
THRESHOLD = 0.7
_SHINGLE = 3
_PRIME = np.uint64((1 << 31) - 1)
_WORD = re.compile(r"[^\W_]+")

Signature = NDArray[np.uint64]


class NearDuplicates:
    """Remembers what was kept; the standard error of an estimate is at most 1/(2√128) = 0.044."""

    def __init__(self, *, threshold: float = THRESHOLD) -> None:
        # Fixed: which example is a duplicate must not depend on the dataset's seed.
        chance = np.random.default_rng(20_240_101)
        self._factors = chance.integers(1, int(_PRIME), N_HASHES, dtype=np.uint64)[:, None]
        self._terms = chance.integers(0, int(_PRIME), N_HASHES, dtype=np.uint64)[:, None]
        self._threshold = threshold
        self._kept: list[tuple[str, Signature]] = []
        self._buckets: dict[tuple[int, bytes], list[int]] = {}

    def signature(self, table: TableRecord, document: DocumentationRecord) -> Signature:
        """Return the 128 smallest hashes of an example's shingles."""
        hashes = np.fromiter({zlib.crc32(s.encode()) for s in _shingles(table, document)}, dtype=np.uint64) % _PRIME
        signature: Signature = ((self._factors * hashes[None] + self._terms) % _PRIME).min(axis=1)
        return signature

    def twin(self, signature: Signature) -> str | None:
        """Return the key of an example that was kept and is nearly the same."""
        candidates = sorted({place for key in _bands(signature) for place in self._buckets.get(key, ())})
        for place in candidates:
            key, kept = self._kept[place]
            if float(np.mean(kept == signature)) >= self._threshold:
                return key
        return None

    def keep(self, key: str, signature: Signature) -> None:
        """Remember an example under a key."""
        for band in _bands(signature):
            self._buckets.setdefault(band, []).append(len(self._kept))
        self._kept.append((key, signature))


def _bands(signature: Signature) -> Iterator[tuple[int, bytes]]:
    rows = N_HASHES // N_BANDS
    for band in range(N_BANDS):
        yield band, signature[band * rows : (band + 1) * rows].tobytes()


def _shingles(table: TableRecord, document: DocumentationRecord) -> Iterator[str]:
    texts = [table.name, " ".join(column.name for column in table.columns), document.description]
    for text in (*texts, *(comment or "" for _, comment in document.comments)):
        words = [word.lower() for word in _WORD.findall(text)]
        for start in range(max(1, len(words) - _SHINGLE + 1)):
            yield " ".join(words[start : start + _SHINGLE])
