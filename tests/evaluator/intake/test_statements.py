"""Where one statement ends and the next begins."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.intake.ddl import read_sql
from evaluator.intake.dialects import dialect_named
from evaluator.intake.statements import Splitter


def pieces(text: str, dialect: str) -> list[str]:
    return [
        text[piece.tokens[0].start : piece.tokens[-1].end]
        for piece in Splitter(text, dialect_named(dialect, source="a.sql"))
    ]


def verdicts(text: str, dialect: str = "postgres") -> list[tuple[int, str, str]]:
    return [(s.line, s.verdict, s.name) for s in read_sql(text, dialect=dialect, source="a.sql")]


@pytest.mark.parametrize(
    ("dialect", "text", "expected"),
    [
        ("postgres", "a; b -- ;\n; 'c;''c' \"d;\" /* ; /* ; */ ; */ $x$ ; $$ ; $x$;", ["a", "b", "'c;''c' \"d;\" /* ; /* ; */ ; */ $x$ ; $$ ; $x$"]),
        ("mysql", "a '\\';' ; b `;` # ;\n; c \";\"", ["a '\\';'", "b `;`", 'c ";"']),
        ("tsql", "a [;]]] \nGO\nb\n  go 5 \nc", ["a [;]]]", "b", "c"]),
        ("oracle", "a q'[;']' b\n/\nSET DEFINE OFF\nREM it's\nc;", ["a q'[;']' b", "SET DEFINE OFF", "REM it's", "c"]),
        ("bigquery", "a '''it's;''' b; c r'\\'", ["a '''it's;''' b", "c r'\\'"]),
    ],
)  # fmt: skip
def test_splitter_ends_statements_by_the_dialects_rules(dialect: str, text: str, expected: list[str]) -> None:
    assert pieces(text, dialect) == expected


def test_splitter_passes_over_copy_data_and_psql_commands() -> None:
    text = "\\connect it's\nCOPY t (a) FROM stdin;\n1\tit's; CREATE TABLE x (a int);\n\\.\nCREATE TABLE t (a int);"
    assert verdicts(text) == [(1, "ignored", ""), (2, "ignored", ""), (5, "table", "t")]


def test_splitter_passes_over_a_delimiter_block() -> None:
    text = "DELIMITER ;;\nCREATE TRIGGER x BEFORE INSERT ON y FOR EACH ROW BEGIN SET a=1; END;;\nDELIMITER ;\nCREATE TABLE t (a int);"
    assert verdicts(text, "mysql") == [(1, "ignored", ""), (4, "table", "t")]


@pytest.mark.parametrize(
    ("dialect", "routine"),
    [
        (
            "sqlite",
            "CREATE TRIGGER x AFTER INSERT ON t BEGIN UPDATE t SET a = CASE WHEN 1 THEN 2 END; DELETE FROM t; END;",
        ),
        ("postgres", "CREATE FUNCTION f() RETURNS int AS $$ BEGIN; END; $$ LANGUAGE plpgsql;"),
        ("oracle", "CREATE PROCEDURE p IS n NUMBER; BEGIN IF a THEN b; END IF; END;\n/"),
        ("tsql", "CREATE PROC p AS BEGIN\nCREATE TABLE #x (a int);\nSELECT 1;\nEND\nGO"),
    ],
)
def test_splitter_keeps_a_routine_in_one_piece(dialect: str, routine: str) -> None:
    found = verdicts(f"{routine}\nCREATE TABLE t (a int)", dialect)
    assert [(verdict, name) for _, verdict, name in found] == [("ignored", ""), ("table", "t")]


def test_splitter_needs_no_semicolons_in_tsql() -> None:
    assert verdicts("CREATE TABLE a (x int)\nCREATE TABLE b (x int)\nEXEC p", "tsql") == [
        (1, "table", "a"), (2, "table", "b"), (3, "ignored", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "broken",
    [
        "CREATE TABLE bad (a int",
        "CREATE TABLE bad (a int);)",
        "CREATE TABLE bad (a int));",
        "CREATE TABLE bad (a int b text);",
        "CREATE TABLE bad (a text DEFAULT 'oops);",
        'CREATE TABLE bad ("a int);',
        "CREATE TABLE bad AS SELECT 1;",
        "CREATE TABLE (a int);",
        "nonsense;",
    ],
)
def test_a_broken_statement_leaves_its_neighbours_whole(broken: str) -> None:
    good = "CREATE TABLE {} (\n  id int,\n  note text DEFAULT 'it''s'\n);\n"
    found = verdicts(good.format("before") + broken + "\n" + good.format("after"))
    assert (1, "table", "before") in found
    assert (6, "table", "after") in found
    assert [line for line, verdict, _ in found if verdict == "refused"] == [5]


def test_a_comment_that_is_never_closed_hides_the_rest() -> None:
    found = verdicts("CREATE TABLE a (x int);\n/* old:\nCREATE TABLE b (x int);")
    assert found == [(1, "table", "a"), (2, "refused", "")]


def test_a_commented_out_table_in_a_broken_statement_stays_out() -> None:
    found = verdicts("CREATE TABLE a (x int y int /*\nCREATE TABLE b (x int);\n*/);")
    assert found == [(1, "refused", "a")]


@pytest.mark.parametrize("text", ["", ";;", "-- only a comment", "/* here */ ; "])
def test_a_file_without_statements_has_no_verdicts(text: str) -> None:
    assert verdicts(text) == []


@given(
    st.lists(
        st.sampled_from(
            ["'", '"', "`", "[", "]", "(", ")", "/*", "*/", "--", "\n", ";", "$$", "\\", "CREATE TABLE t (a int)", " "]
        )
    )
)
def test_every_text_ends_in_verdicts_with_lines_of_the_file(parts: list[str]) -> None:
    text = "".join(parts)
    for dialect in ("postgres", "mysql", "tsql", "oracle"):
        for line, _, _ in verdicts(text, dialect):
            assert 1 <= line <= text.count("\n") + 1


def test_splitter_can_be_told_to_look_again() -> None:
    text = "CREATE TABLE a (x text DEFAULT 'oops);\nCREATE TABLE b (x text DEFAULT 'b');"
    splitter = Splitter(text, dialect_named("postgres", source="a.sql"))

    def starts() -> Iterator[int]:
        for number, piece in enumerate(splitter):
            if number == 0:
                splitter.look_again(piece)
            yield piece.tokens[0].start

    assert list(starts()) == [0, text.index("CREATE TABLE b")]
