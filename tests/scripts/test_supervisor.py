"""Programs are restarted when they die, and none is left behind; with real ones."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts.child import Program
from scripts.start_error import StartError
from scripts.supervisor import StopRequested, Supervisor

WITH_A_CHILD = """
import os, signal, sys, time
if os.fork():
    signal.signal(signal.SIGTERM, signal.SIG_IGN if sys.argv[2] == "stubborn" else signal.SIG_DFL)
with open(sys.argv[1], "a") as file:
    print(os.getpid(), file=file)
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def _signals_put_back() -> Iterator[None]:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


def _program(code: str, *arguments: str) -> Program:
    return Program("The program", (sys.executable, "-c", code, *arguments))


def _until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _pids(file: Path, n: int) -> list[int]:
    _until(lambda: file.exists() and len(file.read_text().split()) >= n)
    return [int(pid) for pid in file.read_text().split()]


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_run_returns_when_the_program_is_done(tmp_path: Path) -> None:
    with Supervisor() as supervisor:
        supervisor.run(_program("import pathlib, sys; pathlib.Path(sys.argv[1]).touch()", str(tmp_path / "done")))
    assert (tmp_path / "done").exists()


def test_run_says_which_program_failed() -> None:
    with Supervisor() as supervisor, pytest.raises(StartError, match=r"^The program failed"):
        supervisor.run(_program("raise SystemExit(3)"))


def test_leaving_ends_the_program_and_its_children(tmp_path: Path) -> None:
    with Supervisor() as supervisor:
        supervisor.start(_program(WITH_A_CHILD, str(tmp_path / "pids"), "willing"))
        pids = _pids(tmp_path / "pids", 2)
    _until(lambda: not any(map(_is_alive, pids)))


def test_leaving_kills_what_does_not_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts.supervisor.GRACE_S", 0.5)
    with Supervisor() as supervisor:
        supervisor.start(_program(WITH_A_CHILD, str(tmp_path / "pids"), "stubborn"))
        pids = _pids(tmp_path / "pids", 2)
    _until(lambda: not any(map(_is_alive, pids)))


def test_wait_starts_a_killed_program_again_and_ends_the_children_it_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Supervisor() as supervisor:
        child = supervisor.start(_program(WITH_A_CHILD, str(tmp_path / "pids"), "willing"))
        old = _pids(tmp_path / "pids", 2)
        os.kill(old[0], signal.SIGKILL)
        os.kill(old[1], signal.SIGKILL)
        _until(lambda: child.poll() is not None)
        supervisor.wait()
        new = _pids(tmp_path / "pids", 4)[2:]
        assert all(map(_is_alive, new))
    assert capsys.readouterr().out == "The program ended (SIGKILL); starting it again.\n"


def test_wait_gives_up_on_a_program_that_never_lives_long() -> None:
    def wait_for_ever() -> None:
        while True:
            supervisor.wait()

    with Supervisor() as supervisor:
        supervisor.start(_program("raise SystemExit(3)"))
        with pytest.raises(StartError, match=r"^The program ended 3 times right after its start"):
            wait_for_ever()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_wait_notices_the_wish_to_stop(number: signal.Signals) -> None:
    with Supervisor() as supervisor:
        os.kill(os.getpid(), number)
        with pytest.raises(StopRequested):
            supervisor.wait()


def test_a_closed_terminal_stops_nothing_under_nohup() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)

    with Supervisor() as supervisor:
        os.kill(os.getpid(), signal.SIGHUP)
        supervisor.wait()
        os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(StopRequested):
            supervisor.wait()


def test_leaving_ends_last_what_the_others_need(tmp_path: Path) -> None:
    code = """
import pathlib, signal, sys
def end(*_):
    with open(sys.argv[1], "a") as file: print(sys.argv[2], file=file)
    raise SystemExit
signal.signal(signal.SIGTERM, end)
pathlib.Path(sys.argv[1] + sys.argv[2]).touch()
signal.pause()
"""
    log = tmp_path / "log"
    with Supervisor() as supervisor:
        for name, last in (("broker", True), ("worker", False)):
            command = (sys.executable, "-c", code, str(log), name)
            supervisor.start(Program(name, command, ended_last=last))
            _until(Path(f"{log}{name}").exists)
    assert log.read_text().split() == ["worker", "broker"]
