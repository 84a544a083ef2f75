"""How web and worker reach each other."""

import socket
from pathlib import Path

import pytest

from scripts.broker import NO_REDIS, Broker, choose_broker, running_broker


def test_choose_broker_takes_the_given_redis(tmp_path: Path) -> None:
    assert choose_broker("redis://cache:6379/1", tmp_path) == Broker("redis://cache:6379/1")


def test_choose_broker_falls_back_on_files_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert choose_broker("", tmp_path) == Broker("", NO_REDIS)


@pytest.fixture
def path_with_redis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "redis-server"
    program.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.usefixtures("path_with_redis")
def test_choose_broker_starts_a_private_redis_under_var() -> None:
    broker = choose_broker("", Path("/srv/var"))
    assert (broker.url, broker.socket) == ("redis+socket:///srv/var/redis.sock", Path("/srv/var/redis.sock"))


@pytest.mark.usefixtures("path_with_redis")
def test_choose_broker_links_a_path_that_is_too_long_for_a_socket(tmp_path: Path) -> None:
    var_dir = tmp_path / ("x" * 100)
    var_dir.mkdir()
    first, second = choose_broker("", var_dir), choose_broker("", var_dir)
    assert first.socket is not None
    assert first.socket == second.socket == (var_dir / "redis.sock").resolve()
    assert len(str(first.socket)) <= 100
    first.socket.parent.rmdir()


def test_running_broker_is_there_while_somebody_listens(tmp_path: Path) -> None:
    assert running_broker(tmp_path) == ""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "redis.sock"))
        assert running_broker(tmp_path) == ""
        server.listen()
        assert running_broker(tmp_path) == f"redis+socket://{tmp_path}/redis.sock"
