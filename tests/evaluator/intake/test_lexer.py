"""Tokens: what each dialect quotes, escapes and leaves out."""

import pytest

from evaluator.intake.dialects import dialect_named
from evaluator.intake.lexer import scan


def tokens(text: str, dialect: str) -> list[tuple[str, str]]:
    return [(token.kind, token.value) for token in scan(text, 0, dialect_named(dialect, source="a.sql"))]


@pytest.mark.parametrize(
    ("dialect", "text", "value"),
    [
        ("postgres", "'it''s'", "it's"),
        ("postgres", "'a\\'", "a\\"),
        ("postgres", r"E'it\'s\n\u00e9'", "it's\n\u00e9"),
        ("postgres", "$tag$it's $$$tag$", "it's $$"),
        ("postgres", "N'n'", "n"),
        ("mysql", r"'it\'s'", "it's"),
        ("mysql", '"a ""b"""', 'a "b"'),
        ("bigquery", "'''it's'''", "it's"),
        ("bigquery", r"r'\n'", r"\n"),
        ("databricks", r'"a\"b"', 'a"b'),
        ("oracle", "q'[it's]'", "it's"),
        ("snowflake", "$$it's$$", "it's"),
        ("mysql", r"'a\0b'", "ab"),
        ("bigquery", r"'a\ud800b'", "ab"),
    ],
)
def test_scan_decodes_strings(dialect: str, text: str, value: str) -> None:
    assert tokens(text, dialect) == [("string", value)]


@pytest.mark.parametrize(
    ("dialect", "text", "value"),
    [
        ("postgres", '"a ""b"""', 'a "b"'),
        ("tsql", "[a]]b]", "a]b"),
        ("tsql", '"a b"', "a b"),
        ("mysql", "`a``b`", "a`b"),
        ("sqlite", "[a b]", "a b"),
    ],
)
def test_scan_takes_the_quotes_off_names(dialect: str, text: str, value: str) -> None:
    assert tokens(text, dialect) == [("name", value)]


@pytest.mark.parametrize("word", ["größe", "cafe\u0301", "売上", "a$b", "_x", "2fa", "\U0001f600"])
def test_scan_keeps_unquoted_names_in_one_piece(word: str) -> None:
    assert tokens(word, "postgres") == [("word", word.upper())]


def test_scan_tells_comments_apart_by_dialect() -> None:
    assert tokens("a # b\nc", "mysql") == [("word", "A"), ("comment", "# b"), ("word", "C")]
    assert tokens("a // b", "snowflake") == [("word", "A"), ("comment", "// b")]
    assert tokens("/* a /* b */ c */", "postgres") == [("comment", "/* a /* b */ c */")]
    assert tokens("/* a /* b */ c", "mysql") == [("comment", "/* a /* b */"), ("word", "C")]


@pytest.mark.parametrize("text", ["'a", '"a', "/* a", "$x$ a", "E'a", "/* /* */"])
def test_scan_ends_with_what_is_never_closed(text: str) -> None:
    assert [kind for kind, _ in tokens("a " + text + " ; b", "postgres")] == ["word", "open"]


def test_scan_takes_client_commands_only_between_statements() -> None:
    assert tokens("SET x 'y\na (\nset b;\nSET c", "oracle") == [
        ("line", "SET x 'y"), ("word", "A"), ("symbol", "("), ("word", "SET"), ("word", "B"), ("symbol", ";"), ("line", "SET c"),
    ]  # fmt: skip
