"""The GPUs that are known, each with its source."""

from datetime import date

import yaml

from modelhub.engine.memory import GPUS, gpus, smallest_gpu


def test_every_gpu_says_when_and_where_its_memory_was_looked_up() -> None:
    rows = yaml.safe_load(GPUS.read_text(encoding="utf-8"))
    assert {tuple(row) for row in rows} == {("gpu", "memory_gb", "date", "source")}
    assert all(isinstance(row["date"], date) and "https://" in row["source"] for row in rows)
    assert len(gpus()) == len(rows)


def test_the_smallest_gpu_is_the_first_by_name_of_equals() -> None:
    assert [smallest_gpu(gb) for gb in (1, 17, 41, 49, 81, 142)] == ["T4", "A10G", "L40S", "A100 80 GB", "H200", None]
