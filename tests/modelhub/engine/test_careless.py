"""The careless writer makes the mistakes that the module promises, and the same ones every time."""

import pytest

from modelhub.engine.careless import CARELESS_TABLES, make_careless
from modelhub.engine.records import ColumnRecord, DocumentationRecord, TableRecord

N_TABLES = 300
COLUMNS = (
    ColumnRecord("trip_id", "int", False, "PK"),
    ColumnRecord("driver_id", "int", False, "FK", "drivers.driver_id"),
    ColumnRecord("vehicle_id", "int", False, "FK", "vehicles.vehicle_id"),
    ColumnRecord("distance_km", "float"),
    ColumnRecord("planned_distance_km", "float"),
    ColumnRecord("started_at", "timestamp"),
)
COMMENTS = (
    ("trip_id", "Number given at dispatch."),
    ("driver_id", "Who was at the wheel when the trip began."),
    ("vehicle_id", "The tractor, never the trailer."),
    ("distance_km", "Odometer difference in kilometres."),
    ("planned_distance_km", "Route planner's estimate in kilometres."),
    ("started_at", "Gate exit, UTC."),
)
DESCRIPTION = "One row per trip. Dispatch opens it. Used for pay. Cancelled trips stay."


def _pair(name: str) -> tuple[DocumentationRecord, TableRecord]:
    return DocumentationRecord(name, DESCRIPTION, COMMENTS), TableRecord(name, "postgres", COLUMNS)


def _careless(n: int = N_TABLES) -> list[DocumentationRecord]:
    return [make_careless(*_pair(f"trips_{i}"), seed=1) for i in range(n)]


def _texts(column: str) -> set[str | None]:
    return {dict(documentation.comments)[column] for documentation in _careless()}


def test_make_careless_gives_the_same_text_for_the_same_seed_and_another_for_another() -> None:
    assert _careless(20) == _careless(20)
    assert [make_careless(*_pair(f"trips_{i}"), seed=2) for i in range(20)] != _careless(20)


def test_make_careless_spoils_its_share_of_the_tables_and_leaves_the_comments_of_the_others() -> None:
    spoilt = [d for d in _careless() if d.comments != COMMENTS or not DESCRIPTION.startswith(d.description)]
    assert abs(len(spoilt) / N_TABLES - CARELESS_TABLES) < 0.08
    fine = [d for d in _careless() if d not in spoilt]
    assert {d.description for d in fine} <= {"One row per trip. Dispatch opens it.", DESCRIPTION}


@pytest.mark.parametrize(
    ("column", "fault"),
    [
        ("distance_km", "Odometer difference in miles."),
        ("started_at", "Gate exit, local time."),
        ("driver_id", "References vehicles."),
        ("trip_id", "The trip ID."),
        ("distance_km", "Route planner's estimate in kilometres."),
        ("trip_id", "Who was at the wheel when the trip began."),
        ("vehicle_id", None),
    ],
)
def test_make_careless_makes_each_promised_mistake(column: str, fault: str | None) -> None:
    assert fault in _texts(column)


def test_make_careless_writes_the_promised_descriptions() -> None:
    descriptions = {documentation.description for documentation in _careless()}
    assert any("It has the columns trip_id, driver_id" in text for text in descriptions)
    assert any("comprehensive" in text for text in descriptions)
    assert "Table for trips data." in descriptions


def test_make_careless_keeps_every_column_in_order() -> None:
    assert {tuple(name for name, _ in d.comments) for d in _careless(20)} == {tuple(column.name for column in COLUMNS)}


def test_make_careless_refuses_the_documentation_of_another_table() -> None:
    reference, _ = _pair("trips")
    with pytest.raises(ValueError, match="'trips' does not belong to the table 'orders'"):
        make_careless(reference, TableRecord("orders", "", COLUMNS), seed=1)


def test_make_careless_refuses_a_comment_on_a_column_that_is_not_there() -> None:
    reference, _ = _pair("trips")
    with pytest.raises(ValueError, match="has no column 'started_at'"):
        make_careless(reference, TableRecord("trips", "", COLUMNS[:-1]), seed=1)
