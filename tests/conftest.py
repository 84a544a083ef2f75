"""What all tests share."""

import pytest
from django.core.cache import cache

pytest_plugins = ["tests.services", "tests.committed"]


@pytest.fixture(autouse=True)
def _no_counts_from_other_tests() -> None:
    """Rate limits count in the cache: what one test sends must not use up another's."""
    cache.clear()
