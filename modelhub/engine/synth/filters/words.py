"""Names and texts as comparable words: short forms expanded, endings and fillers taken off."""

import re
from functools import lru_cache

from modelhub.engine.schema_rules.names import tokens_of, words_of

_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
# Words that say nothing about a value. "Identifier of the well" says no more than well_id.
_FILLERS = frozenset(
    """
    a an the of for to in on at by with from as and or this that which its it is was are be been has have had each per
    column field value values data id identifier identification number code key name names text flag indicator date time
    timestamp datetime type unique
    """.split()  # noqa: SIM905
)
_ENDINGS = ("ations", "ation", "ings", "ing", "ied", "ies", "ed", "es", "s", "e", "y")
_SHORTEST_STEM = 3
# Ends a sentence: a mark, white space, and something that can begin one. Not behind "e.g." and its like.
_END = re.compile(
    r"(?<!\be\.g)(?<!\bi\.e)(?<!\betc)(?<!\bapprox)(?<!\bincl)(?<!\bvs)(?<!\bNo)[.!?][\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9])"
)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text."""
    return [part for part in _END.split(text.strip()) if part.strip()]


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return a word without its ending, roughly: readings and reading are one word."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def content_words(text: str) -> list[str]:
    """Return the stems of the words of a text that mean something."""
    return [stem(word) for word in (found.lower() for found in _WORD.findall(text)) if word not in _FILLERS]


@lru_cache(maxsize=65536)
def name_words(name: str) -> frozenset[str]:
    """Return the stems of a name's words, as written and expanded, without fillers."""
    words = {word.lower() for phrase in (*tokens_of(name), *words_of(name)) for word in phrase.split()}
    return frozenset(stem(word) for word in words if word not in _FILLERS)


@lru_cache(maxsize=65536)
def spoken_words(name: str) -> tuple[str, ...]:
    """Return the stems of a name's expanded words in order, without fillers."""
    return tuple(stem(word.lower()) for word in words_of(name) if len(word) > 1 and word.lower() not in _FILLERS)


@lru_cache(maxsize=65536)
def normal_name(name: str) -> str:
    """Return a name so that CUST_NBR, custNbr and customer_number are the same."""
    return " ".join(word.lower() for word in words_of(name))


@lru_cache(maxsize=65536)
def last_part(name: str) -> str:
    """Return a qualified name without what stands in front of its last dot."""
    return name.rsplit(".", 1)[-1] or name


@lru_cache(maxsize=65536)
def abbreviates(short: str, word: str) -> bool:
    """Whether an abbreviation that nobody expanded may stand for the word: they begin alike and have its letters in order."""
    if len(short) < 2 or short[0] != word[:1]:
        return False
    rest = iter(word)
    return all(letter in rest for letter in short)
