"""One server per var folder."""

from pathlib import Path

import pytest

from scripts.lock import only_one
from scripts.start_error import StartError


def test_only_one_names_the_holder_to_the_second(tmp_path: Path) -> None:
    lock = tmp_path / "var" / "run.lock"
    with (
        only_one(lock, "process 1, http://localhost:8000"),
        pytest.raises(StartError, match=r"already running here \(process 1, http://localhost:8000\)"),
        only_one(lock, "process 2"),
    ):
        pass


def test_only_one_lets_the_next_in_and_takes_its_description(tmp_path: Path) -> None:
    lock = tmp_path / "run.lock"
    with only_one(lock, "a longer description than the next"):
        pass
    with only_one(lock, "process 2"):
        assert lock.read_text() == "process 2"
