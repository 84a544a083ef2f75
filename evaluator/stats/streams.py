"""Random streams that are independent of each other because each is keyed by what it is used for."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

Item = TypeVar("Item")


def random_stream(seed: bytes, purpose: str, *key: str | int) -> np.random.Generator:
    """Philox generator keyed by SHA-256(seed, purpose, key): a new purpose or key never shifts another stream.

    Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3". The key 1 and the key "1" are the same key.
    """
    digest = hashlib.sha256()
    for part in (seed, purpose.encode(), *(str(part).encode() for part in key)):
        # Without the length in front, ("ab", "c") and ("a", "bc") would share a stream.
        digest.update(len(part).to_bytes(8, "big") + part)
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest.digest()[:16], "big")))


def shuffled(values: Sequence[Item], rng: np.random.Generator) -> list[Item]:
    """Return the values in random order, as the Python objects they were."""
    if len(values) < 2:
        return list(values)
    return [values[index] for index in rng.permutation(len(values)).tolist()]
