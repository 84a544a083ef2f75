"""Statements that describe a table or column: COMMENT ON, and SQL Server's MS_Description."""

from dataclasses import dataclass

from evaluator.intake.reading import Name, Tokens, has_words, joined_strings, qualified_name, skip_words, split_list

_PROCEDURES = frozenset({"SP_ADDEXTENDEDPROPERTY", "SP_UPDATEEXTENDEDPROPERTY"})
_LEVELS = [f"@LEVEL{level}{part}" for level in (0, 1, 2) for part in ("TYPE", "NAME")]
_PARAMETERS = ["@NAME", "@VALUE", *_LEVELS]


@dataclass(frozen=True, slots=True)
class Annotation:
    """What a statement says about a table, or about one of its columns; None takes an earlier comment back."""

    table: tuple[Name, ...]
    column: Name | None
    text: str | None


def comment_on(tokens: Tokens) -> Annotation | None:
    """Read COMMENT ON TABLE or COLUMN … IS 'text'; None for any other statement. Raises RefusedError."""
    index = skip_words(tokens, 1, "IF", "EXISTS")
    on_column = has_words(tokens, index, "ON", "COLUMN")
    if not tokens[0].is_word("COMMENT") or not (on_column or has_words(tokens, index, "ON", "TABLE")):
        return None
    parts, after = qualified_name(tokens, index + 2)
    text, end = joined_strings(tokens, after + 1)
    comment = text if end > after + 1 else None
    if on_column:
        return Annotation(parts[:-1], parts[-1], comment) if len(parts) > 1 else None
    return Annotation(parts, None, comment)


def extended_property(tokens: Tokens) -> Annotation | None:
    """Read EXEC sp_addextendedproperty for MS_Description, named or positional; None for any other statement."""
    if not tokens[0].is_word("EXEC", "EXECUTE") or len(tokens) < 2:
        return None
    procedure, after = qualified_name(tokens, 1)
    if procedure[-1].text.upper() not in _PROCEDURES:
        return None
    given = _arguments(tokens[after:])
    schema, table = given.get("@LEVEL0NAME"), given.get("@LEVEL1NAME")
    if given.get("@NAME") != "MS_Description" or table is None or given.get("@LEVEL1TYPE", "").upper() != "TABLE":
        return None
    column = given.get("@LEVEL2NAME")
    parts = tuple(Name(part, True) for part in (schema, table) if part)
    return Annotation(parts, Name(column, True) if column else None, given.get("@VALUE"))


def _arguments(tokens: Tokens) -> dict[str, str]:
    found = {}
    for position, part in enumerate(split_list(tokens)):
        named = len(part) > 2 and part[1].is_symbol("=")
        if part and position < len(_PARAMETERS):
            given = part[-1].text if part[-1].kind == "word" else part[-1].value
            found[part[0].value if named else _PARAMETERS[position]] = given
    return found
