"""Labels touch neither each other nor a mark, at every width; scales hold what they are given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelhub.selection.labels import STEP, Box, Spot, label_box, places
from modelhub.selection.scales import cost_scale, rate_scale

WIDTHS, HEIGHT = (200, 580), 320
SPOTS = st.builds(
    Spot,
    x=st.floats(0, 100),
    beside=st.sampled_from([0, -14, 14]),
    y=st.floats(0, 320),
    top=st.just(0.0),
    bottom=st.just(0.0),
)


@given(spots=st.lists(SPOTS, max_size=8), n=st.integers(1, 3))
def test_placed_labels_never_touch(spots: list[Spot], n: int) -> None:
    found = places(spots, [[n]] * len(spots), widths=WIDTHS, height=HEIGHT)
    for width in range(WIDTHS[0], WIDTHS[1] + 1, STEP):
        boxes = [label_box(spot, place, width) for spot, place in zip(spots, found, strict=True) if place]
        assert not any(one.touches(other) for at, one in enumerate(boxes) for other in boxes[:at])
        assert all(box.left >= 0 and box.bottom <= HEIGHT for box in boxes)


def test_point_alone_has_its_label_to_the_right() -> None:
    (place,) = places([Spot(50, 0, 160, 100, 220)], [[8]], widths=WIDTHS, height=HEIGHT)
    assert place is not None
    assert (place.dx, place.dy, place.ends) == (10, 0, False)


def test_point_at_the_right_edge_has_its_label_to_the_left() -> None:
    (place,) = places([Spot(98, 0, 160, 100, 220)], [[8]], widths=WIDTHS, height=HEIGHT)
    assert place is not None
    assert place.ends


def test_label_without_a_free_place_is_left_out() -> None:
    assert places([Spot(50, 0, 160, 100, 220)], [[400]], widths=WIDTHS, height=HEIGHT) == [None]


def test_label_without_room_for_its_name_is_its_number() -> None:
    (place,) = places([Spot(50, 0, 160, 100, 220)], [[400, 1]], widths=WIDTHS, height=HEIGHT)
    assert place is not None
    assert place.n == 1


def test_boxes_that_share_an_edge_do_not_touch() -> None:
    assert not Box(0, 10, 0, 10).touches(Box(10, 20, 0, 10))
    assert Box(0, 10, 0, 10).touches(Box(9, 20, 9, 20))


@pytest.mark.parametrize(
    ("costs", "is_log", "labels"),
    [
        # Two hundred times apart: decades with 2 and 5 would be nine marks, so that decades stand alone.
        ([0.2, 42.0], True, ["0.1", "1", "10", "100"]),
        ([0.2, 2.5], True, ["0.1", "0.2", "0.5", "1", "2", "5"]),
        ([1.0, 4.0], False, ["0", "2.5", "5"]),
        ([0.0, 42.0], False, ["0", "50", "100"]),
        ([0.0], False, ["0", "0.5", "1"]),
        ([0.00031, 0.00042], False, ["0", "0.0005", "0.001"]),
        ([0.00001, 1000.0], True, ["0.0001", "0.01", "1", "100"]),
    ],
)
def test_cost_axis_is_logarithmic_where_costs_span_decades(costs: list[float], is_log: bool, labels: list[str]) -> None:
    scale = cost_scale(costs)
    assert (scale.is_log, [tick.label for tick in scale.ticks]) == (is_log, labels)


@given(st.lists(st.floats(1e-6, 1e6), min_size=1, max_size=6))
def test_costs_lie_on_their_axis_in_order(costs: list[float]) -> None:
    scale = cost_scale(costs)
    places = [scale.at(cost) for cost in sorted(costs)]
    assert places == sorted(places)
    assert all(0 <= place <= 100 for place in places)
    assert 1 <= len(scale.ticks) <= 8


def test_win_rates_are_drawn_around_one_half() -> None:
    scale = rate_scale([0.55, 0.62, 0.71])
    assert (scale.low, scale.high) == (0.4, 0.8)
    assert scale.at(0.8) == 0
    assert scale.at(0.5) == 75
    assert [tick.label for tick in rate_scale([0.0, 1.0]).ticks] == ["0", "0.5", "1"]
    assert [tick.label for tick in rate_scale([0.12, 0.98]).ticks] == ["0.1", "0.3", "0.5", "0.7", "0.9"]
