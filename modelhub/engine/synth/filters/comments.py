"""Comments that don't fit their columns: missing, invented, saying the name again, or about something else."""

from collections import Counter

from modelhub.engine.parse import clean
from modelhub.engine.records import TableRecord
from modelhub.engine.schema_rules.names import tokens_of, words_of
from modelhub.engine.synth.filters.fit import HEAD, RULED_OUT, Square, exchanges, value_fits, word_fits
from modelhub.engine.synth.filters.values import fits_type, told_value
from modelhub.engine.synth.filters.words import abbreviates, content_words, last_part, name_words, spoken_words

Comments = list[tuple[str, str]]

_OPENINGS = frozenset({"day", "moment", "point", "when", "who", "whether", "true"})
N_NAMED = 3
# Set by the examples of the built-in teacher and the demo's reference: all of them pass (docs/synthesis.md).
CLEAR_GAIN, MEAN_GAIN = 2.75, 0.55
# Lost: neither a word of the table nor a fitting kind of value. Both shares count, of those that are and that have no word.
MOST_LOST, MOST_LOST_AND_WORDLESS = 0.75, 1.5


def mismatch(
    comments: tuple[tuple[str, str], ...], table: TableRecord, *, description: str = "", max_repeats: float = 0.0
) -> str | None:
    """Say what is wrong with the comments; up to a share `max_repeats` of them may only say the name again.

    Comments with nothing to do with the table are looked for only where its description is given: that adds its words.
    """
    given = Counter(name for name, _ in comments)
    names = [column.name for column in table.columns]
    texts = {name: clean(comment) for name, comment in comments}
    if invented := [name for name in given if name not in names]:
        return f"comments on columns that the table lacks: {_named(invented)}"
    if missing := [name for name in names if not texts.get(name)]:
        return f"no comment on {_named(missing)}"
    if twice := [name for name, n in given.items() if n > 1]:
        return f"two comments on {_named(twice)}"
    subject = name_words(last_part(table.name))
    return (
        _repeating(texts, subject, max_repeats)
        or _astray(texts, subject)
        or _same(texts)
        or _together([(name, texts[name]) for name in names], table, description)
    )


def _together(comments: Comments, table: TableRecord, description: str) -> str | None:
    """Judge all comments of the table beside each other."""
    words, values = word_fits(comments, table), value_fits(comments, table)
    return (
        _contradicting(comments, table, words, values)
        or _exchanged(comments, words + values)
        or (_foreign(comments, table, description, words, values) if description else None)
    )


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
    return [word for word in content_words(HEAD.split(text)[0]) if word not in _OPENINGS]


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
    return any(abbreviates(short, word) for short in own for word in said)


def _contradicting(comments: Comments, table: TableRecord, words: Square, values: Square) -> str | None:
    """Find a comment on a kind of value that the column's type can't hold, without a word of the column's name."""
    for place, column in enumerate(table.columns):
        name, text = comments[place]
        # "Timestamp of the payment, in megabits per second" is about a timestamp_mbps.
        says_its_name = tokens_of(text)[:1] and tokens_of(text)[0] in words_of(name)
        if values[place, place] <= RULED_OUT and not words[place, place] and not says_its_name:
            told = told_value(text)
            return f"the comment on {name} speaks of {told.value if told else ''}, its type is {column.type}: {text[:80]!r}"
    return None


def _exchanged(comments: Comments, fits: Square) -> str | None:
    """Find two comments that fit each other's columns clearly better, or many that fit others somewhat better."""
    found = exchanges(fits)
    if not found:
        return None
    one, other, gain = found[0]
    if gain >= CLEAR_GAIN:
        return f"the comments on {comments[one][0]} and {comments[other][0]} fit better the other way round"
    if sum(gain for *_, gain in found) >= MEAN_GAIN * len(comments):
        moved = sorted({place for one, other, _ in found for place in (one, other)})
        return f"the comments fit other columns better: {_named([comments[place][0] for place in moved])}"
    return None


def _foreign(comments: Comments, table: TableRecord, description: str, words: Square, values: Square) -> str | None:
    """Find comments that have nothing to do with their table: too many of them, or one whose column's type tells what to speak of."""
    known = name_words(last_part(table.name)).union(
        content_words(description), *(name_words(column.name) for column in table.columns)
    )
    wordless = [
        place
        for place, (_, text) in enumerate(comments)
        if not words[place, place] and known.isdisjoint(content_words(text))
    ]
    lost = [place for place in wordless if values[place, place] <= 0]
    for place in lost:
        name, text = comments[place]
        if not fits_type(text, table.columns[place]):
            return f"the comment on {name} has nothing to do with it, nor with the table: {text[:80]!r}"
    if len(lost) > MOST_LOST * len(comments) or len(lost) + len(wordless) > MOST_LOST_AND_WORDLESS * len(comments):
        names = _named([comments[place][0] for place in lost])
        return f"{len(lost)} of {len(comments)} comments have nothing to do with the table: {names}"
    return None


def _same(texts: dict[str, str]) -> str | None:
    most, n = Counter(texts.values()).most_common(1)[0]
    return f"{n} columns have the same comment: {most[:80]!r}" if n > 1 else None


def _named(names: list[str]) -> str:
    more = f" and {len(names) - N_NAMED} more" if len(names) > N_NAMED else ""
    return ", ".join(name[:80] for name in names[:N_NAMED]) + more
