"""SQL dialects: their names, and the lexical rules that sqlglot knows about them."""

import re
from dataclasses import dataclass
from functools import cache

from evaluator.intake.problem import IntakeError, Problem, shown

# Where neither the file nor the person says which.
DEFAULT_DIALECT = "postgres"
# Names people use that sqlglot lacks: the name that is kept, and the sqlglot dialect whose rules hold.
_ALIASES = {
    "postgresql": ("postgres", "postgres"),
    "cockroachdb": ("cockroachdb", "postgres"),
    "greenplum": ("greenplum", "postgres"),
    "mssql": ("tsql", "tsql"),
    "sqlserver": ("tsql", "tsql"),
    "mariadb": ("mariadb", "mysql"),
    "sqlite3": ("sqlite", "sqlite"),
    "db2": ("db2", ""),
    "ansi": ("ansi", ""),
}
_MYSQL_LIKE = frozenset({"mysql", "doris", "singlestore", "starrocks"})
_BATCHED = frozenset({"tsql", "fabric"})

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Dialect:
    """Lexical rules of one dialect. Pairs are (opening, closing) marks."""

    name: str
    rules: str
    quotes: Pairs
    escaped_quotes: Pairs
    raw_quotes: Pairs
    name_quotes: Pairs
    line_comments: tuple[str, ...]
    nested_comments: bool
    backslash_escapes: bool
    doubled_quotes: bool
    dollar_quotes: bool
    folding: str

    @property
    def is_mysql_like(self) -> bool:
        """KEY and INDEX begin an index in the column list; elsewhere they are ordinary column names."""
        return self.rules in _MYSQL_LIKE

    @property
    def has_serial_types(self) -> bool:
        """SERIAL and its kin are integers that number themselves, not names of somebody's own types."""
        return self.is_mysql_like or self.rules in {"postgres", ""}

    @property
    def is_batched(self) -> bool:
        """GO ends a batch and semicolons are optional, as in T-SQL."""
        return self.rules in _BATCHED

    def fold(self, name: str, *, quoted: bool) -> str:
        """Return the form in which two names are the same column: never changes Unicode normalisation."""
        if self.folding == "CASE_INSENSITIVE" or self.is_mysql_like:
            return name.lower()
        if quoted or self.folding == "CASE_SENSITIVE":
            return name
        return name.upper() if self.folding == "UPPERCASE" else name.lower()


def dialect_named(name: str, *, source: str) -> Dialect:
    """Return the dialect called `name`, in any case. Raises IntakeError listing the known ones."""
    wanted = re.sub(r"[\s-]", "", name.lower())
    if wanted not in known_dialects():
        known = ", ".join(known_dialects())
        raise IntakeError(Problem(source, None, f"unknown SQL dialect {shown(name)}", f"Choose one of: {known}."))
    return _dialect(*_ALIASES.get(wanted, (wanted, wanted)))


@cache
def known_dialects() -> tuple[str, ...]:
    """Return the names that `dialect_named` takes, sorted."""
    from sqlglot.dialects.dialect import Dialects  # here and not above: web processes don't pay for it

    return tuple(sorted({member.value for member in Dialects if member.value} | set(_ALIASES)))


@cache
def _dialect(name: str, rules: str) -> Dialect:
    from sqlglot.dialects.dialect import Dialect as Sqlglot

    settings = Sqlglot.get_or_raise(rules)
    tokenizer = settings.tokenizer_class
    names = _pairs(tokenizer.IDENTIFIERS)
    escapes = tokenizer.STRING_ESCAPES
    return Dialect(
        name=name,
        rules=rules,
        # T-SQL lists " as both; QUOTED_IDENTIFIER is on by default, so it quotes names.
        quotes=tuple(pair for pair in _pairs(tokenizer.QUOTES) if pair not in names),
        escaped_quotes=_pairs(tokenizer.BYTE_STRINGS),
        raw_quotes=_pairs(tokenizer.RAW_STRINGS),
        name_quotes=names,
        line_comments=tuple(mark for mark in tokenizer.COMMENTS if isinstance(mark, str)),
        nested_comments=tokenizer.NESTED_COMMENTS,
        backslash_escapes="\\" in escapes,
        doubled_quotes="'" in escapes,
        dollar_quotes=bool(tokenizer.HEREDOC_STRINGS) or rules == "snowflake",
        folding=settings.NORMALIZATION_STRATEGY.name,
    )


def _pairs(marks: "list[str | tuple[str, str]] | list[str] | list[tuple[str, str]]") -> Pairs:
    return tuple((mark, mark) if isinstance(mark, str) else (mark[0], mark[1]) for mark in marks)
