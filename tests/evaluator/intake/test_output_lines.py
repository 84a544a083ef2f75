"""Model outputs: read line by line, checked against the table."""

import json

import pytest

from evaluator.intake.output_lines import OutputLine, check_output, read_outputs
from evaluator.intake.problem import Problem

INVISIBLE = "\u200b\u00ad \n"


def read(*records: object) -> tuple[OutputLine | Problem, ...]:
    return read_outputs("\n".join(json.dumps(record) for record in records), source="a.jsonl")


def output(record: object) -> OutputLine:
    (found,) = read(record)
    assert isinstance(found, OutputLine), found
    return found


def messages(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.what for problem in problems]


def test_an_output_keeps_texts_order_and_its_own_line() -> None:
    record = {"table": "t", "description": " A *table* ", "columns": {"b": "B", "a": None}}
    assert output(record) == OutputLine("a.jsonl", 1, "t", " A *table* ", (("b", "B"), ("a", None)), json.dumps(record))


def test_comments_may_come_as_a_list() -> None:
    record = {"table": "t", "description": "d", "columns": [{"name": "a", "comment": "A"}, {"name": "b"}]}
    assert output(record).comments == (("a", "A"), ("b", None))


@pytest.mark.parametrize(
    ("record", "what"),
    [
        ({"description": "d"}, "table is missing or blank"),
        ({"table": INVISIBLE}, "table is missing or blank"),
        ({"table": "t", "description": 5}, "description is a number, not a string"),
        ({"table": "t", "columns": "x"}, "columns is a string, not an object"),
        ({"table": "t", "columns": {"a": ["x"]}}, "columns.a is an array, not a string"),
        ({"table": "t", "columns": [5]}, "columns[0] is a number, not an object"),
        ({"table": "t", "columns": [{"comment": "x"}]}, "columns[0].name is missing"),
        (["t"], "this is an array, not a JSON object"),
    ],
)
def test_a_record_of_the_wrong_shape_is_a_problem(record: object, what: str) -> None:
    (problem,) = read(record)
    assert isinstance(problem, Problem)
    assert (problem.source, problem.line, problem.what) == ("a.jsonl", 1, what)


def test_outputs_for_the_same_table_are_all_broken() -> None:
    found = read(*({"table": name, "description": "d"} for name in ("a", "b", "a", "A")))
    assert [str(item) if isinstance(item, Problem) else item.table for item in found] == [
        "a.jsonl, line 1: table 'a': more than one output for it (lines 1, 3). Keep one.",
        "b",
        "a.jsonl, line 3: table 'a': more than one output for it (lines 1, 3). Keep one.",
        "A",
    ]


def test_a_complete_output_has_neither_problems_nor_warnings() -> None:
    record = {"table": "t", "description": "d", "columns": {"a": "A", "b": "B"}}
    assert check_output(output(record), ["b", "a"]) == ((), ())


@pytest.mark.parametrize("comment", [None, "", " ", INVISIBLE])
def test_a_missing_comment_is_null_and_a_warning(comment: str | None) -> None:
    found = output({"table": "t", "description": "d", "columns": {"a": "A", "b": comment}})
    assert found.comments == (("a", "A"), ("b", None))
    problems, warnings = check_output(found, ["a", "b", "c"])
    assert (problems, messages(warnings)) == ((), ["table 't': no comment for 'b', 'c'"])


@pytest.mark.parametrize("description", [None, "", INVISIBLE])
def test_a_missing_description_breaks_the_row(description: str | None) -> None:
    problems, _ = check_output(output({"table": "t", "description": description, "columns": {"a": "A"}}), ["a"])
    assert messages(problems) == ["table 't': the description is missing or blank"]


def test_extra_and_duplicate_columns_break_the_row() -> None:
    columns = [{"name": name, "comment": "x"} for name in ("a", "A", "a", "z")]
    problems, _ = check_output(output({"table": "t", "description": "d", "columns": columns}), ["a"])
    assert messages(problems) == [
        "table 't': the table has no column 'A', 'z'",
        "table 't': more than one comment for 'a'",
    ]


def test_names_that_only_look_the_same_are_different_columns() -> None:
    columns = {"caf\u00e9": "one", "cafe\u0301": "two"}
    found = output({"table": "t", "description": "d", "columns": columns})
    assert check_output(found, ["caf\u00e9", "cafe\u0301"]) == ((), ())
    assert messages(check_output(found, ["caf\u00e9"])[0]) == ["table 't': the table has no column 'cafe\u0301'"]
