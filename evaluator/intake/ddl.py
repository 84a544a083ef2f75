"""SQL files to tables: every statement gets a verdict, nothing is ever executed."""

from bisect import bisect_right

from evaluator.intake.annotations import Annotation, comment_on, extended_property
from evaluator.intake.columns import key_clauses
from evaluator.intake.create_table import Draft, read_create_table, table_name_index
from evaluator.intake.decode import NEWLINE
from evaluator.intake.dialects import Dialect, dialect_named
from evaluator.intake.drafts import DraftsByName
from evaluator.intake.insert import read_insert
from evaluator.intake.keywords import VERBS
from evaluator.intake.lexer import Token
from evaluator.intake.problem import shown
from evaluator.intake.reading import Name, RefusedError, Tokens, dotted, has_words, qualified_name, skip_words
from evaluator.intake.schema import Statement, Verdict
from evaluator.intake.statements import Piece, Splitter

MAX_SAMPLE_ROWS = 3


def read_sql(text: str, *, dialect: str, source: str, sample_rows: bool = False) -> tuple[Statement, ...]:
    """Return one verdict per statement of `text`, in order; none when the file holds comments only.

    Keys by ALTER TABLE, COMMENT ON and, with `sample_rows`, the first rows of INSERT … VALUES are added to the
    tables of the same file. Raises IntakeError when `dialect` is unknown.
    """
    reader = _Reader(text, dialect_named(dialect, source=source), sample_rows)
    reader.read()
    return reader.statements()


class _Reader:
    """One pass over one file."""

    def __init__(self, text: str, dialect: Dialect, sample_rows: bool) -> None:
        self._text = text
        self._dialect = dialect
        self._sample_rows = sample_rows
        self._newlines = [match.end() for match in NEWLINE.finditer(text)]
        self._verdicts: list[Statement | Draft] = []
        self._named = DraftsByName()

    def read(self) -> None:
        """Give every statement its verdict."""
        splitter = Splitter(self._text, self._dialect)
        for piece in splitter:
            try:
                self._verdicts.append(self._verdict(piece))
            except RefusedError as refusal:
                self._verdicts.append(self._refused(piece, refusal))
                splitter.look_again(piece)

    def statements(self) -> tuple[Statement, ...]:
        """Return the verdicts, with every table as the whole file has it."""
        return tuple(_table(v) if isinstance(v, Draft) else v for v in self._verdicts)

    def _line(self, offset: int) -> int:
        return 1 + bisect_right(self._newlines, offset)

    def _verdict(self, piece: Piece) -> Statement | Draft:
        tokens = piece.tokens
        _refuse_unreadable(tokens)
        if (name_index := table_name_index(tokens)) is not None:
            draft = read_create_table(self._text, piece, name_index, self._dialect, self._line(tokens[0].start))
            self._named.add(self._folded(draft.parts), draft)
            return draft
        if annotation := comment_on(tokens) or extended_property(tokens):
            return self._annotate(tokens, annotation)
        if has_words(tokens, 0, "ALTER", "TABLE"):
            return self._alter(tokens)
        if has_words(tokens, 0, "INSERT"):
            return self._insert(tokens)
        return self._other(tokens)

    def _annotate(self, tokens: Tokens, annotation: Annotation) -> Statement:
        name = dotted(annotation.table)
        draft = self._find(annotation.table)
        if draft is None:
            return self._statement(
                tokens, "ignored", name, "it describes a table that this file does not create before it"
            )
        if annotation.column is None:
            draft.description = annotation.text
            return self._statement(tokens, "comment", name, "description of the table")
        position = draft.position(annotation.column)
        if position is None:
            raise RefusedError(tokens[0].start, f"table {name} has no column {shown(annotation.column.text)}")
        draft.comments.pop(position, None)
        if annotation.text is not None:
            draft.comments[position] = annotation.text
        return self._statement(tokens, "comment", name, f"comment on column {shown(annotation.column.text)}")

    def _alter(self, tokens: Tokens) -> Statement:
        index = skip_words(tokens, skip_words(tokens, 2, "IF", "EXISTS"), "ONLY")
        parts, after = qualified_name(tokens, index)
        draft, keys = self._find(parts), key_clauses(tokens[after:])
        if draft is None or not keys:
            return self._statement(
                tokens, "ignored", dotted(parts), "ALTER TABLE is read for primary and foreign keys only"
            )
        draft.add_keys(keys)
        return self._statement(tokens, "ignored", dotted(parts), "only its keys were read")

    def _insert(self, tokens: Tokens) -> Statement:
        rows = read_insert(self._text, tokens, MAX_SAMPLE_ROWS) if self._sample_rows else None
        draft = self._find(rows.table) if rows else None
        if rows is None or draft is None:
            return self._statement(tokens, "ignored", "", "INSERT is never executed, and not read for sample rows here")
        columns = rows.columns or draft.column_names
        if widths := {len(row) for row in rows.rows} - {len(columns)}:
            raise RefusedError(tokens[0].start, f"a row has {min(widths)} values for {len(columns)} columns")
        draft.sample_columns = draft.sample_columns or columns
        if draft.sample_columns != columns:
            return self._statement(tokens, "ignored", draft.name, "earlier sample rows have other columns")
        kept = rows.rows[: MAX_SAMPLE_ROWS - len(draft.sample_rows)]
        draft.sample_rows.extend(kept)
        return self._statement(tokens, "sample_rows", draft.name, f"{len(kept)} rows kept as samples")

    def _other(self, tokens: Tokens) -> Statement:
        first = tokens[0]
        if first.kind == "line" or first.is_word(*VERBS) or first.is_symbol("("):
            return self._statement(tokens, "ignored", "", f"{_what(tokens)} is never executed")
        raise RefusedError(first.start, f"no SQL statement begins with {shown(first.text)}")

    def _find(self, parts: tuple[Name, ...]) -> Draft | None:
        return self._named.find(self._folded(parts))

    def _folded(self, parts: tuple[Name, ...]) -> tuple[str, ...]:
        return tuple(self._dialect.fold(part.text, quoted=part.quoted) for part in parts)

    def _statement(self, tokens: Tokens, verdict: Verdict, name: str, reason: str) -> Statement:
        return Statement(self._line(tokens[0].start), verdict, name, reason)

    def _refused(self, piece: Piece, refusal: RefusedError) -> Statement:
        first = piece.tokens[0].start
        line, at = self._line(first), self._line(max(first, refusal.offset))
        reason = refusal.reason if at == line else f"{refusal.reason} (line {at})"
        return Statement(line, "refused", _name_if_any(piece.tokens), reason)


def _block(text: str) -> str:
    if text.startswith("/*"):
        return "this comment"
    word = text.split(maxsplit=1)[0].upper()
    return f"this {word} block" if word in {"COPY", "DELIMITER"} else f"the quote {shown(text, 10)}"


def _what(tokens: Tokens) -> str:
    """CREATE VIEW, DROP TABLE, GRANT: what kind of statement this is."""
    words = [token.value for token in tokens[:6] if token.kind == "word" and token.value not in {"OR", "REPLACE"}]
    is_definition = words[:1] in (["CREATE"], ["ALTER"], ["DROP"])
    return " ".join(words[: 1 + is_definition]) or "a client command"


def _table(draft: Draft) -> Statement:
    return Statement(draft.line, "table", draft.name, table=draft.freeze())


def _refuse_unreadable(tokens: Tokens) -> None:
    last = tokens[-1]
    if last.kind == "open":
        raise RefusedError(last.start, f"{_block(last.text)} is never closed")
    if tokens[0].is_symbol("{", "$", "%", "@", "<", "&") or tokens[0].text.startswith("@"):
        raise RefusedError(
            tokens[0].start, "template text is not SQL; fill in the template first, then import the result"
        )


def _name_if_any(tokens: tuple[Token, ...]) -> str:
    index = table_name_index(tokens)
    try:
        return dotted(qualified_name(tokens, index)[0]) if index is not None else ""
    except RefusedError:
        return ""
