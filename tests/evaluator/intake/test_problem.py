"""Problems read as one sentence: where, what, what to do."""

from evaluator.intake.problem import IntakeError, Problem, shown


def test_problem_reads_with_and_without_a_line() -> None:
    assert str(Problem("a.sql", 3, "no name", "Add one.")) == "a.sql, line 3: no name. Add one."
    assert str(Problem("a.sql", None, "empty", "Choose another.")) == "a.sql: empty. Choose another."


def test_intake_error_carries_every_problem() -> None:
    problems = (Problem("a", 1, "x", "y."), Problem("a", 2, "x", "y."))
    error = IntakeError(*problems)
    assert error.problems == problems
    assert str(error) == "a, line 1: x. y.\na, line 2: x. y."


def test_shown_escapes_direction_marks_and_cuts_long_text() -> None:
    assert shown("a\u202eb") == "'a\\u202eb'"
    assert shown("x" * 100, limit=5) == "'xxxx…'"
