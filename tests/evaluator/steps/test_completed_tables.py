"""Which tables are complete, block by block."""

from evaluator.steps.completed_tables import completed_tables

BLOCKS = {"d": 1, "b": 1, "c": 2, "a": 2, "e": 3}


def test_blocks_count_up_to_the_first_that_lacks_an_answer() -> None:
    showings = [("d", True), ("b", True), ("a", True), ("c", False), ("c", True), ("e", True)]

    assert completed_tables(BLOCKS, showings) == ("b", "d")


def test_all_blocks_count_once_everything_is_answered() -> None:
    assert completed_tables(BLOCKS, [(table, True) for table in BLOCKS]) == ("b", "d", "a", "c", "e")


def test_a_table_that_is_never_shown_is_complete_with_its_block() -> None:
    assert completed_tables(BLOCKS, [("d", True), ("c", False)]) == ("b", "d")


def test_nothing_is_complete_while_the_first_block_is_open() -> None:
    assert completed_tables(BLOCKS, [("d", False), ("a", True), ("c", True), ("e", True)]) == ()
    assert completed_tables({}, []) == ()
