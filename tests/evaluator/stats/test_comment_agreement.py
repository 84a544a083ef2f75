"""Marks on comments: agreement that can be counted by hand, and texts without marks."""

import krippendorff
import pytest

from evaluator.stats.comment_agreement import Marks, comment_agreement


def marks(table: str, rater: str, n_parts: int, *wrong: int, system: str = "x") -> Marks:
    return Marks(table, system, rater, n_parts, frozenset(wrong))


def test_positive_agreement_is_the_chance_that_a_mark_is_repeated() -> None:
    found = comment_agreement(
        [marks("t1", "r1", 4, 0, 1), marks("t1", "r2", 4, 0), marks("t2", "r1", 3), marks("t2", "r2", 3, 2)],
        confidence=0.95,
    )

    # Four marks in all, and both raters gave two of them, on the same comment.
    assert (found.n_comments, found.n_marked) == (7, 3)
    assert found.positive.estimate == pytest.approx(2 / 4)
    assert found.raw.estimate == pytest.approx(5 / 7)
    assert [(system.system, system.n_tables) for system in found.systems] == [("x", 2)]
    assert found.systems[0].wrong.estimate == pytest.approx((3 / 8 + 1 / 6) / 2)


def test_marks_of_one_rater_in_several_pairs_count_once() -> None:
    once = comment_agreement([marks("t", "r1", 3, 0, 2), marks("t", "r2", 3, 0)], confidence=0.95)
    twice = comment_agreement([marks("t", "r1", 3, 0), marks("t", "r1", 3, 2), marks("t", "r2", 3, 0)], confidence=0.95)

    assert once == twice


def test_numbers_of_marks_agree_on_the_ratio_scale_whichever_the_comments_are() -> None:
    wrong = {"r1": ((0,), (), (0, 1, 2), (1,)), "r2": ((1,), (), (2, 3), (0, 1))}
    given = [marks(f"t{t}", rater, 4, *which) for rater, texts in wrong.items() for t, which in enumerate(texts)]

    found = comment_agreement(given, confidence=0.95).alpha_n_wrong

    sizes = [[len(which) for which in texts] for texts in wrong.values()]
    expected = krippendorff.alpha(reliability_data=sizes, level_of_measurement="ratio")
    assert found.estimate == pytest.approx(expected)
    assert found.low is not None


def test_agreement_does_not_hang_on_order_or_names() -> None:
    given = [marks(f"t{t}", f"r{r}", 5, t % 5, (t * r) % 5) for t in range(6) for r in range(3)]
    renamed = [Marks(m.table, "q", m.rater.replace("r", "z"), m.n_parts, m.wrong) for m in reversed(given)]

    before, after = comment_agreement(given, confidence=0.95), comment_agreement(renamed, confidence=0.95)

    assert (after.positive, after.alpha, after.ac1) == (before.positive, before.alpha, before.ac1)


def test_nothing_marked_or_nobody_to_agree_with_says_why() -> None:
    nothing = comment_agreement([marks("t1", "r1", 2), marks("t1", "r2", 2)], confidence=0.95)
    alone = comment_agreement([marks("t1", "r1", 2, 0)], confidence=0.95)
    empty = comment_agreement([], confidence=0.95)

    assert nothing.positive.note == "undefined, because no comment that two raters saw was marked"
    assert nothing.alpha.estimate is None
    assert (alone.n_comments, alone.alpha.note) == (0, "undefined, because no table was judged by two raters")
    assert (empty.n_comments, empty.systems) == (0, ())


def test_marks_that_do_not_fit_the_text_are_refused() -> None:
    with pytest.raises(ValueError, match="don't fit a text of 2 parts"):
        marks("t1", "r1", 2, 2)
    with pytest.raises(ValueError, match="different numbers of parts"):
        comment_agreement([marks("t1", "r1", 2), marks("t1", "r2", 3)], confidence=0.95)
