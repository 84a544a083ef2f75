"""Descriptions that are too short or too long, that list columns, or that advertise."""

import re

from modelhub.engine.records import TableRecord
from modelhub.engine.synth.filters.words import content_words, name_words, sentences, spoken_words

FEWEST_SENTENCES, MOST_SENTENCES = 2, 4
MOST_CHARACTERS = 1_000
# So many columns named one after another, or so many at all, make a list.
_RUN, _INTRODUCED_RUN, _NAMED, _SHARE = 4, 3, 5, 0.5
_LONGEST_NAME = 4
# So many columns paraphrased in one sentence, each in an item of so few words, are a list too.
_PARAPHRASED, _PARAPHRASED_SHARE, _LONGEST_ITEM = 5, 0.75, 7
_ANNOUNCED = re.compile(
    r"\b(?:the )?(?:following|these) (?:columns|fields|attributes)\b|\b(?:columns|fields|attributes)\s*:"
    r"|\b(?:columns|attributes) (?:are|include|comprise|such as|like|for|named|called)\b"
    r"|\b(?:columns|fields|attributes) (?:named|called)\b"
    r"|\bincluding (?:columns|fields|attributes)\b|\b(?:has|contains) the (?:columns|fields|attributes)\b",
    re.IGNORECASE,
)
# A field may be ploughed: it is a column only where one is named behind it.
_FIELDS = re.compile(r"\bfields (?:are|include|comprise|such as|like|for)\b(.*)", re.IGNORECASE)
_INTRODUCED = re.compile(
    r"\b(?:such as|including|namely|consisting of|comprising|for example)\b|\be\.g\.", re.IGNORECASE
)
_ITEM = re.compile(r"\s*(?:[,;:]|\band\b|\bor\b|\bas well as\b|\bplus\b)\s*", re.IGNORECASE)
_TOKEN = re.compile(r"[\w$#]+")

_EVALUATION = "information|insights?|data|details|view|overview|record|records|dataset|repository|source|resource|picture|collection|solution|table|tool|foundation|understanding|analysis"
_HYPERBOLE = re.compile(
    rf"""
    \b(?:invaluable|unparalleled|unrivalled|unmatched|revolutionary|revolutioni[sz]\w+|game[- ]chang\w+|groundbreaking
    |cutting[- ]edge|state[- ]of[- ]the[- ]art|world[- ]class|best[- ]in[- ]class|next[- ]generation|must-haves?
    |seamless(?:ly)?|effortless(?:ly)?|incredibl[ey]|amazing(?:ly)?|astonishing|extraordinary|exceptional(?:ly)?
    |remarkabl[ey]|outstanding\ (?:{_EVALUATION})|indispensable|pivotal|crucial(?:ly)?|paramount|holistic(?:ally)?|transformative
    |supercharg\w+|empower(?:s|ed|ing)?|unlock(?:s|ed|ing)?\ (?:the|new|valuable|powerful|deeper?|insights?)|turbocharg\w+
    |treasure\ trove|wealth\ of|gold\ ?mine|cornerstone|backbone\ of|heart\ of|at\ the\ core\ of|single\ source\ of\ truth
    |actionable\ insights?|(?:valuable|deep|rich|meaningful|powerful)\ insights?|rich\ (?:{_EVALUATION}|set)
    |fantastic|superb(?:ly)?|wonderful(?:ly)?|awesome|magnificent|marvell?ous|fabulous|terrific|phenomenal|sensational
    |spectacular|unbeatable|breathtaking|stunning|impressive|unprecedented|priceless|top[- ]notch|second\ to\ none
    |perfect(?:ly)?|ultimate|flawless(?:ly)?|powerful|truly|extremely|immense(?:ly)?|vast)\b
    | \b(?:vital|essential|critical|crucial|fundamental)\ (?:for|role|part|component|piece|to\ (?:the\ )?(?:success|understanding))\b
    | \ban?\ (?:key|central)\ (?:role|part|component|piece|element)\b
    | \b(?:vital|essential|comprehensive|robust|great|excellent|brilliant|superior|splendid|first-class)\ (?:\w+\ )?(?:{_EVALUATION})\b
    | \bplays?\ an?\ (?:\w+\ )?role\b
    | \b(?:the|our)\ (?:very\ )?(?:best|greatest|finest|leading)\b(?!\ (?:of|available|estimate|fit|price|bid|offer|matching|match|time|digit|zero))
    | \b(?:the\ )?most\ (?:important|valuable|powerful|comprehensive|complete|advanced|accurate|reliable|trusted|detailed|critical|essential)\b
    | (?<=\w)!(?=["”’)]?(?:\s|$))
    """,
    re.IGNORECASE | re.VERBOSE,
)


def too_few_columns(table: TableRecord, *, fewest: int = 3) -> str | None:
    """Say how many columns there are when they are fewer than three."""
    n = len(table.columns)
    return None if n >= fewest else f"{n} column{'s' * (n != 1)}, at least {fewest} are needed"


def wrong_length(description: str) -> str | None:
    """Say how many sentences there are when they are not two to four."""
    n = len(sentences(description))
    if not FEWEST_SENTENCES <= n <= MOST_SENTENCES:
        return f"{n} sentence{'s' * (n != 1)}, two to four are wanted"
    return f"{len(description)} characters are too many" if len(description) > MOST_CHARACTERS else None


def lists_columns(description: str, table: TableRecord) -> str | None:
    """Say so when the description announces columns, or names many of them, or four in a row."""
    if found := _ANNOUNCED.search(description):
        return f"it announces columns: {found.group()!r}"
    return _fields_told(description, table) or _enumerated(description, table) or _named(description, table)


def _fields_told(description: str, table: TableRecord) -> str | None:
    names = [column.name for column in table.columns]
    for sentence in sentences(description):
        found = _FIELDS.search(sentence)
        if found and any(_is_column(item, names, _spoken(names), is_first=False) for item in _ITEM.split(found[1])):
            return f"it announces columns: {found.group()[:80]!r}"
    return None


def _enumerated(description: str, table: TableRecord) -> str | None:
    # The parts of a key tell the grain: "one row per sample, element, method and job" is no list.
    names = [column.name for column in table.columns if not column.is_primary_key]
    if (run := _longest_run(description, names)) >= _RUN:
        return f"it names {run} columns one after another"
    all_names = [column.name for column in table.columns]
    for sentence in sentences(description):
        for part in _INTRODUCED.split(sentence)[1:]:
            if (run := _longest_run(part, all_names, is_begun=True)) >= _INTRODUCED_RUN:
                return f"it gives {run} columns as examples"
    n = max((_n_paraphrased(sentence, table) for sentence in sentences(description)), default=0)
    if n >= _PARAPHRASED and n >= _PARAPHRASED_SHARE * len(names):
        return f"it goes through {n} of {len(all_names)} columns"
    return None


def _n_paraphrased(sentence: str, table: TableRecord) -> int:
    """Count the columns whose words stand in short items of their own: "the customer who placed it, the day of the order"."""
    open_ = [words for column in table.columns if (words := name_words(column.name))]
    for item in _ITEM.split(sentence)[1:]:
        said = content_words(item)
        if len(said) <= _LONGEST_ITEM and (found := next((words for words in open_ if words <= set(said)), None)):
            open_.remove(found)
    return len([column for column in table.columns if name_words(column.name)]) - len(open_)


def _named(description: str, table: TableRecord) -> str | None:
    names = [column.name for column in table.columns]
    tokens = set(_TOKEN.findall(description))
    # A plain word such as status may be just a word: only names that look like names count.
    named = [name for name in names if name in tokens and ("_" in name or any(map(str.isupper, name[1:])))]
    if len(named) >= _NAMED and len(named) >= _SHARE * len(names):
        return f"it names {len(named)} of {len(names)} columns"
    return None


def hyperbole(description: str, comments: tuple[tuple[str, str | None], ...]) -> str | None:
    """Quote the first words that praise instead of inform."""
    for text in (description, *(comment or "" for _, comment in comments)):
        if found := _HYPERBOLE.search(text):
            return f"it praises: {found.group()!r}"
    return None


def _longest_run(description: str, names: list[str], *, is_begun: bool = False) -> int:
    """Return how many items of an enumeration in a row are columns, by name or in words; `is_begun`: it begins with one."""
    spoken = _spoken(names)
    longest = 0
    for sentence in sentences(description):
        run = 0
        for place, item in enumerate(_ITEM.split(sentence)):
            run = run + 1 if _is_column(item, names, spoken, is_first=place == 0 and not is_begun) else 0
            longest = max(longest, run)
    return longest


def _spoken(names: list[str]) -> set[frozenset[str]]:
    words = {frozenset(spoken_words(name)) for name in names} | {name_words(name) for name in names}
    return words - {frozenset()}


def _is_column(item: str, names: list[str], spoken: set[frozenset[str]], *, is_first: bool) -> bool:
    """The first item has the beginning of the sentence in front of it; of the others all words count."""
    tokens = _TOKEN.findall(item)
    if tokens and tokens[-1] in names:
        return True
    tails = range(1, min(len(tokens), _LONGEST_NAME) + 1) if is_first else [len(tokens)]
    return any(frozenset(spoken_words("_".join(tokens[-n:]))) in spoken for n in tails if n)
