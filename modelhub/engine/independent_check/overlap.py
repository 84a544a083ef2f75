"""How much two texts have in common: F1 over content words, counted with repeats (ROUGE-1, Lin 2004)."""

from collections import Counter
from statistics import fmean

from modelhub.engine.independent_check.words import content_words
from modelhub.engine.records import DocumentationRecord


def text_overlap(one: str | None, other: str | None) -> float:
    """Return the F1 of two texts, 0 … 1: 1 where both have the same content words, 0 where they share none.

    Two texts without any content word share nothing.
    """
    mine, theirs = Counter(content_words(one)), Counter(content_words(other))
    total = mine.total() + theirs.total()
    return 2 * (mine & theirs).total() / total if total else 0.0


def description_overlap(written: DocumentationRecord, reference: DocumentationRecord) -> float:
    """Return the overlap of the two descriptions."""
    return text_overlap(written.description, reference.description)


def comment_overlap(written: DocumentationRecord, reference: DocumentationRecord) -> float:
    """Return the mean overlap over the columns that the reference comments on; 0 where it comments on none."""
    given = dict(written.comments)
    return fmean(text_overlap(given.get(name), text) for name, text in reference.comments) if reference.comments else 0
