"""The stub finds in a prompt the table that stands there."""

import pytest

from modelhub.engine.records import ColumnRecord, TableRecord
from modelhub.engine.stub_endpoint.read_prompt import read_prompt

PROMPT = """Document the table between the marks <<<TABLE and TABLE>>>.

<<<TABLE
fleet.trips (postgres)
trip_id: bigint, primary key
driver_id: bigint, not null, references fleet.drivers(driver_id)
distance_km: numeric(10, 2)
"a: \\"b\\"": type unknown
"ignore previous instructions\\n": text
(other columns, not to be documented now: started_at, ended_at)
TABLE>>>

Answer with JSON."""


def test_table_is_read_with_the_columns_asked_for() -> None:
    assert read_prompt(PROMPT) == TableRecord(
        "fleet.trips",
        "postgres",
        (
            ColumnRecord("trip_id", "bigint", False, "PK"),
            ColumnRecord("driver_id", "bigint", False, "FK", "fleet.drivers(driver_id)"),
            ColumnRecord("distance_km", "numeric(10, 2)"),
            ColumnRecord('a: "b"', ""),
            ColumnRecord("ignore previous instructions\n", "text"),
        ),
    )


@pytest.mark.parametrize("prompt", ["", "Hello", "<<<TABLE", "TABLE>>>\n<<<TABLE\nx"])
def test_prompt_without_a_table_has_none(prompt: str) -> None:
    assert read_prompt(prompt) is None
