"""Ratings done per table."""

import pytest

from evaluator.lead.heat import Band, Heat, Square, heat_of
from evaluator.models import Assignment
from evaluator.steps.judgement import Answer
from tests.evaluator.lead.conftest import Board
from tests.makers import rate


@pytest.mark.parametrize(
    ("done", "total", "level"), [(0, 4, 0), (1, 4, 1), (2, 4, 2), (3, 4, 3), (4, 4, 4), (1, 500, 1), (499, 500, 3)]
)
def test_square_is_full_only_when_complete_and_empty_only_without_ratings(done: int, total: int, level: int) -> None:
    assert Square("orders", done, total).level == level


def test_band_counts_tables_by_level() -> None:
    squares = tuple(Square(str(n), n, 4) for n in (0, 0, 1, 2, 4, 4, 4))
    assert Band("1–10 columns", squares).by_level == (2, 1, 1, 0, 3)


def test_heat_of_many_tables_is_counted_instead_of_drawn() -> None:
    squares = tuple(Square(str(n), 0, 4) for n in range(301))
    assert not Heat((Band("1–10 columns", squares),), 4, 0).as_squares
    assert Heat((Band("1–10 columns", squares[:300]),), 4, 0).as_squares


def test_heat_counts_primary_showings_only(board: Board) -> None:
    for assignment in Assignment.objects.filter(slot=board.slot(1)):
        rate(assignment, Answer(verdict="2"))
    heat = heat_of(board.study)
    assert heat.n_expected == 2
    assert [[(square.n_done, square.n_total) for square in band.squares] for band in heat.bands] == [[(1, 2)] * 4]
