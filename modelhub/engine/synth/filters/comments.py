"""Comments that don't fit their columns: missing, invented, saying the name again, or about another column."""

import re
from collections import Counter

from modelhub.engine.parse import clean
from modelhub.engine.records import TableRecord
from modelhub.engine.schema_rules.names import tokens_of
from modelhub.engine.synth.filters.words import content_words, name_words, spoken_words

_LAST = re.compile(r"[^.]+$")
_HEAD = re.compile(r"[,;:(.]\s|[(]")
_OPENINGS = frozenset({"day", "moment", "point", "when", "who", "whether", "true"})
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
    subject = name_words((_LAST.search(table.name) or [table.name])[0])
    return _repeating(texts, subject, max_repeats) or _astray(texts, subject) or _same(texts)


def _repeating(texts: dict[str, str], subject: frozenset[str], max_repeats: float) -> str | None:
    repeating = [name for name, text in texts.items() if repeats_name(text, name, subject)]
    if len(repeating) > max_repeats * len(texts):
        return f"the comment says only the name again: {_named(repeating)}"
    return None


def repeats_name(text: str, name: str, subject: frozenset[str] = frozenset()) -> bool:
    """Whether a comment has no word that is not in the column's name or the table's."""
    said = set(content_words(text)) | ({*tokens_of(text)} & {*tokens_of(name)})
    return said <= name_words(name) | subject | set(tokens_of(name))


def _astray(texts: dict[str, str], subject: frozenset[str]) -> str | None:
    """Find a comment that has nothing of its own column and begins with, or is all about, another one."""
    # What comes behind a comma may well speak of other columns: "null while closed_at is empty".
    said = {name: _head(text) for name, text in texts.items()}
    strangers = [name for name, text in texts.items() if not _is_own(name, content_words(text))]
    for name in strangers:
        for other in texts:
            words = set(spoken_words(other)) - subject
            if (
                other != name
                and words
                and not words & name_words(name)
                and _is_about(said, name, other, words, strangers)
            ):
                return f"the comment on {name} speaks of {other}: {texts[name][:80]!r}"
    return None


def _head(text: str) -> list[str]:
    """Return the words with which a comment begins, without those with which many begin."""
    return [word for word in content_words(_HEAD.split(text)[0]) if word not in _OPENINGS]


def _is_own(name: str, said: list[str]) -> bool:
    own = name_words(name)
    return not own or bool(own & set(said)) or _shares_a_beginning(own, said)


def _is_about(said: dict[str, list[str]], name: str, other: str, words: set[str], strangers: list[str]) -> bool:
    mine, theirs = said[name], said[other]
    if len(words) > 1 and set(mine[: len(words)]) == words:
        return True
    # Two that each begin with the other and not with themselves have been swapped.
    begins = bool(mine) and mine[0] in words
    return begins and other in strangers and bool(theirs) and theirs[0] in name_words(name)


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
