"""What a test sees of the services that `make test` starts."""

import pytest

from tests import services


@pytest.mark.django_db
def test_database_test_is_marked_without_its_doing(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("touches_database") is not None


def test_other_test_is_not_marked(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("touches_database") is None


def test_missing_service_leaves_a_test_out_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("TEST_REDIS_URL", raising=False)
    with pytest.raises(pytest.skip.Exception, match="Redis is not there"):
        services.given("TEST_REDIS_URL", "Redis")


def test_missing_service_is_a_failure_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    monkeypatch.delenv("TEST_REDIS_URL", raising=False)
    with pytest.raises(pytest.fail.Exception, match="nothing may be left out"):
        services.given("TEST_REDIS_URL", "Redis")
