"""How varied a dataset is: distinct names, columns and sentences, and distinct word pairs and triples."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from modelhub.engine.synth.example import Example
from modelhub.engine.synth.filters.words import normal_name, sentences

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Variety:
    """Counts over all examples; `distinct_2` and `distinct_3` are distinct n-grams over all n-grams (Li et al. 2016)."""

    n_examples: int
    n_columns: int
    distinct_tables: int
    distinct_columns: int
    distinct_meanings_of_columns: int
    n_sentences: int
    distinct_sentences: int
    distinct_descriptions: int
    distinct_2: float
    distinct_3: float


def variety(examples: Sequence[Example]) -> Variety:
    """Return how varied the examples are; names are compared without schema and case, column names also expanded."""
    columns = [column.name for example in examples for column in example.table.columns]
    told = [sentence for example in examples for sentence in _sentences(example)]
    return Variety(
        n_examples=len(examples),
        n_columns=len(columns),
        distinct_tables=len({example.table.name.rpartition(".")[2].lower() for example in examples}),
        distinct_columns=len({name.lower() for name in columns}),
        distinct_meanings_of_columns=len({normal_name(name) for name in columns}),
        n_sentences=len(told),
        distinct_sentences=len(set(told)),
        distinct_descriptions=len({example.document.description for example in examples}),
        distinct_2=_distinct(told, 2),
        distinct_3=_distinct(told, 3),
    )


def _sentences(example: Example) -> Iterator[str]:
    yield from sentences(example.document.description)
    yield from (comment for _, comment in example.document.comments if comment)


def _distinct(texts: Iterable[str], n: int) -> float:
    total, seen = 0, set()
    for text in texts:
        words = [word.lower() for word in _WORD.findall(text)]
        grams = list(zip(*(words[start:] for start in range(n)), strict=False))
        total += len(grams)
        seen.update(grams)
    return len(seen) / total if total else 0.0
