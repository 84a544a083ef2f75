import json

from modelhub.engine.calls import plan_calls
from modelhub.engine.parse import read_answer
from modelhub.engine.prompts import SHORT
from modelhub.engine.records import DocumentationRecord
from modelhub.engine.synth.example import Example, completion_of, example_of, line_to_json, lines_of
from modelhub.engine.text_model import GenerationConfig
from tests.modelhub.engine.synth.making import BRIEF, table


def wide(n: int) -> Example:
    record = table(*(f"c{place}" for place in range(n)), name="s.wide")
    comments = tuple((column.name, f"Figure {column.name}, „so“.") for column in record.columns)
    document = DocumentationRecord(record.name, "One row. Two sentences.", comments)
    return example_of(BRIEF, ddl="CREATE TABLE …", table=record, document=document, split="train")


def test_lines_ask_what_a_run_asks() -> None:
    example = wide(120)
    calls = plan_calls(
        example.table, example.table.columns, template=SHORT, config=GenerationConfig(), count=lambda _: 0
    )
    lines = list(lines_of(example))
    assert [line.prompt for line in lines] == [
        "\n\n".join(message.content for message in call.messages) for call in calls
    ]
    assert [tuple(json.loads(line.completion)["columns"]) for line in lines] == [call.columns for call in calls]
    assert [line.id for line in lines] == [example.id, f"{example.id}-2", f"{example.id}-3"]


def test_a_share_is_asked_again_as_a_run_asks_for_what_an_answer_lacked() -> None:
    examples = [wide(n) for n in range(2, 62)]
    lines = [line for one in examples for line in lines_of(one, asked_again=0.5)]
    again = [line for line in lines if line.id.endswith("-again")]

    assert 0.25 * len(examples) < len(again) < 0.75 * len(examples)
    for line in again:
        names = list(json.loads(line.completion)["columns"])
        missing = [column for column in line.table.columns if column.name in names]
        (call,) = plan_calls(line.table, missing, template=SHORT, config=GenerationConfig(), count=lambda _: 0)
        assert 0 < len(missing) < len(line.table.columns)
        assert line.prompt == "\n\n".join(message.content for message in call.messages)
    assert [line for line in lines if line not in again] == [line for one in examples for line in lines_of(one)]
    assert lines == [line for one in examples for line in lines_of(one, asked_again=0.5)]


def test_completion_is_what_the_parser_accepts_without_mending() -> None:
    example = wide(3)
    answer = read_answer(next(lines_of(example)).completion, [column.name for column in example.table.columns])
    assert answer.notes == ()
    assert answer.description == example.document.description
    assert tuple(answer.comments.items()) == example.document.comments


def test_completion_has_the_spaces_of_the_forced_skeleton() -> None:
    text = completion_of(wide(2).document)
    assert (
        text
        == '{"description": "One row. Two sentences.", "columns": {"c0": "Figure c0, „so“.", "c1": "Figure c1, „so“."}}'
    )


def test_id_depends_on_the_content_only() -> None:
    assert wide(3).id == wide(3).id
    assert wide(3).id != wide(4).id
    assert len(wide(3).id) == 24


def test_line_has_the_agreed_fields() -> None:
    line = json.loads(line_to_json(next(lines_of(wide(3)))))
    assert list(line) == [
        "id", "split", "industry", "industry_title", "use_case", "dialect", "table", "ddl", "prompt", "completion",
    ]  # fmt: skip
    assert line["industry"] == "311"
