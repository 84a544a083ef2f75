"""Programs that some tests need."""

from pathlib import Path

import pytest

from scripts.tools import CHROMIUM, REDIS, find_tools


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_find_returns_the_program_in_the_path(programs: Path) -> None:
    (programs / "redis-server").touch(mode=0o755)
    assert REDIS.find() == programs / "redis-server"


def test_find_is_none_where_there_is_no_program(programs: Path) -> None:
    assert REDIS.find() is None


def test_find_prefers_chromium_to_chrome(programs: Path) -> None:
    for name in ("google-chrome", "chromium"):
        (programs / name).touch(mode=0o755)
    assert CHROMIUM.find() == programs / "chromium"


@pytest.mark.usefixtures("programs")
def test_find_tools_installs_nothing_for_an_ordinary_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert find_tools()[REDIS] is None
