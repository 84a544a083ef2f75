"""Comments that don't fit their columns: missing, invented, saying the name again, or about another column."""

import re
from collections import Counter

from modelhub.engine.parse import clean
from modelhub.engine.records import TableRecord
from modelhub.engine.schema_rules.names import tokens_of
from modelhub.engine.synth.filters.words import content_words, name_words, spoken_words

_HEAD = 6
_LAST = re.compile(r"[^.]+$")
N_NAMED = 3


def mismatch(comments: tuple[tuple[str, str], ...], table: TableRecord, *, max_repeats: float = 0.0) -> str | None:
    """Say what is wrong with the comments; up to a share `max_repeats` of them may only say the name again."""
    given = Counter(name for name, _ in comments)
    names = [column.name for column in table.columns]
    texts = {name: clean(comment) for name, comment in comments}
    if invented := [name for name in given if name not in names]:
        return f"comments on columns that the table lacks: {_named(invented)}"
    if missing := [name for name in names if not texts.get(name)]:
        return f"no comment on {_named(missing)}"
    if twice := [name for name, n in given.items() if n > 1]:
        return f"two comments on {_named(twice)}"
    return _repeating(texts, table, max_repeats) or _astray(texts, names) or _same(texts)


def _repeating(texts: dict[str, str], table: TableRecord, max_repeats: float) -> str | None:
    subject = name_words((_LAST.search(table.name) or [table.name])[0])
    repeating = [name for name, text in texts.items() if repeats_name(text, name, subject)]
    if len(repeating) > max_repeats * len(texts):
        return f"the comment says only the name again: {_named(repeating)}"
    return None


def repeats_name(text: str, name: str, subject: frozenset[str] = frozenset()) -> bool:
    """Whether a comment has no word that is not in the column's name or the table's."""
    said = set(content_words(text)) | ({*tokens_of(text)} & {*tokens_of(name)})
    return said <= name_words(name) | subject | set(tokens_of(name))


def _astray(texts: dict[str, str], names: list[str]) -> str | None:
    for name, text in texts.items():
        said = content_words(text)
        own = name_words(name)
        if not own or own & set(said) or _shares_a_beginning(own, said):
            continue
        if other := next((other for other in names if other != name and _is_about(said, other, own)), None):
            return f"the comment on {name} speaks of {other}: {text[:80]!r}"
    return None


def _is_about(said: list[str], other: str, own: frozenset[str]) -> bool:
    words = set(spoken_words(other))
    if not words or words & own:
        return False
    return set(said) == words or (len(words) > 1 and words <= set(said[:_HEAD]))


def _shares_a_beginning(own: frozenset[str], said: list[str]) -> bool:
    """An abbreviation that nobody expanded: 'mntr' and 'monitor' begin alike and have the same consonants."""
    return any(_abbreviates(short, word) for short in own for word in said)


def _abbreviates(short: str, word: str) -> bool:
    if len(short) < 2 or short[0] != word[:1]:
        return False
    rest = iter(word)
    return all(letter in rest for letter in short)


def _same(texts: dict[str, str]) -> str | None:
    most, n = Counter(texts.values()).most_common(1)[0]
    return f"{n} columns have the same comment: {most[:80]!r}" if n > 1 else None


def _named(names: list[str]) -> str:
    more = f" and {len(names) - N_NAMED} more" if len(names) > N_NAMED else ""
    return ", ".join(name[:80] for name in names[:N_NAMED]) + more
