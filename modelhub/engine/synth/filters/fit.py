"""How well each comment of a table fits each of its columns, by their words and by the kind of value they speak of."""

import re
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from modelhub.engine.records import ColumnRecord, TableRecord
from modelhub.engine.schema_rules.names import tokens_of
from modelhub.engine.schema_rules.quantities import unit_of
from modelhub.engine.synth.filters.values import Value, told_value, values_of
from modelhub.engine.synth.filters.words import abbreviates, content_words, last_part, name_words

Square = NDArray[np.float64]

# What comes behind a comma may well speak of other columns: "null while closed_at is empty".
HEAD = re.compile(r"[,;:(.]\s|[(]")
_TAIL, _SHORT_FORM, _MOST_WORDS = 0.4, 0.5, 2.0
_SHORTEST_FORM = 3
# Good comments of 64,000 columns speak of an unlikely value in 2 of 1,000 cases: nearly as telling as a wrong word.
_LIKELY = {Value.TRUTH: 1.5, Value.MOMENT: 1.5, Value.KEY: 1.5, Value.PERSON: 0.5}
_UNLIKELY = {Value.PERSON: -0.5, Value.NAME: -0.5}
RULED_OUT = -2.0


def word_fits(comments: list[tuple[str, str]], table: TableRecord) -> Square:
    """Return for comment i (row) and column j how many words that only this column has stand in the comment, two at most."""
    own = [own_words(column, table) for column in table.columns]
    n_having = Counter(word for words in own for word in words)
    fits = np.zeros((len(comments), len(own)))
    for row, (_, text) in enumerate(comments):
        said = _said(text)
        found = {word: weight / n for word, n in n_having.items() if (weight := _weight(word, said))}
        if found:
            fits[row] = [min(_MOST_WORDS, sum(found.get(word, 0.0) for word in words)) for words in own]
    return fits


def value_fits(comments: list[tuple[str, str]], table: TableRecord) -> Square:
    """Return for comment i (row) and column j whether the column holds what the comment speaks of; 0 where that is open."""
    told = [told_value(text) for _, text in comments]
    return np.array([[_value_fit(value, column) for column in table.columns] for value in told])


def own_words(column: ColumnRecord, table: TableRecord) -> frozenset[str]:
    """Return the stems of a column's name, its unit and what it points to, without those of the table's name."""
    words = name_words(column.name) | frozenset(content_words(unit_of(tokens_of(column.name) or ("",))))
    if column.references:
        words |= name_words(last_part(column.references.split("(")[0]))
    return (words - name_words(last_part(table.name))) or words


def exchanges(fits: Square) -> list[tuple[int, int, float]]:
    """Return the exchanges of two comments, best first, that make them fit better, and by how much each."""
    order, found = np.arange(len(fits)), list[tuple[int, int, float]]()
    for _ in range(len(fits)):
        now = fits[order]
        own = np.diag(now)
        gains = now + now.T - own[:, None] - own[None, :]
        one, other = divmod(int(np.argmax(gains)), len(fits))
        if gains[one, other] <= 0:
            break
        found.append((one, other, float(gains[one, other])))
        order[[one, other]] = order[[other, one]]
    return found


def _value_fit(told: Value | None, column: ColumnRecord) -> float:
    likely, ruled_out = values_of(column)
    if told is None or not likely:
        return 0.0
    if told in likely:
        return _LIKELY.get(told, 1.0)
    return RULED_OUT if told in ruled_out else _UNLIKELY.get(told, -1.0)


def _said(text: str) -> dict[str, dict[str, float]]:
    """Return the words of a comment with their weight, by their first letter."""
    head, *tail = HEAD.split(text, maxsplit=1)
    weights = dict.fromkeys(content_words(" ".join(tail)), _TAIL) | dict.fromkeys(content_words(head), 1.0)
    said: dict[str, dict[str, float]] = {}
    for word, weight in weights.items():
        said.setdefault(word[0], {})[word] = weight
    return said


def _weight(word: str, said: dict[str, dict[str, float]]) -> float:
    alike = said.get(word[0])
    if not alike:
        return 0.0
    if word in alike or len(word) < _SHORTEST_FORM:
        return alike.get(word, 0.0)
    return _SHORT_FORM * max((weight for other, weight in alike.items() if abbreviates(word, other)), default=0.0)
