from hypothesis import given, settings
from hypothesis import strategies as st

from modelhub.engine.records import DocumentationRecord
from modelhub.engine.synth.filters.near_duplicates import N_HASHES, NearDuplicates
from tests.modelhub.engine.synth.making import table

WORDS = st.lists(st.sampled_from([f"w{number}" for number in range(300)]), min_size=30, max_size=80)


def shingles(words: list[str]) -> set[tuple[str, ...]]:
    return set(zip(words, words[1:], words[2:], strict=False))


def test_same_text_is_a_twin_and_another_is_not() -> None:
    kept = NearDuplicates()
    words = [f"w{number}" for number in range(60)]
    kept.keep("first", kept.signature(table("a"), DocumentationRecord("t", " ".join(words), ())))
    changed = [*words[:58], "x", "y"]
    other = [f"v{number}" for number in range(60)]
    assert kept.twin(kept.signature(table("a"), DocumentationRecord("t", " ".join(words), ()))) == "first"
    assert kept.twin(kept.signature(table("a"), DocumentationRecord("t", " ".join(changed), ()))) == "first"
    assert kept.twin(kept.signature(table("a"), DocumentationRecord("t", " ".join(other), ()))) is None


def test_case_and_punctuation_make_no_difference() -> None:
    kept = NearDuplicates()
    kept.keep("first", kept.signature(table("a"), DocumentationRecord("t", "One row per Sale, or refund.", ())))
    assert kept.twin(kept.signature(table("A"), DocumentationRecord("T", "one row per sale or refund", ()))) == "first"


@settings(max_examples=60, deadline=None)
@given(WORDS, WORDS, st.integers(0, 30))
def test_estimate_is_near_the_jaccard_index(one: list[str], other: list[str], n_shared: int) -> None:
    other = [*one[:n_shared], *other]
    kept = NearDuplicates()
    mine, theirs = (kept.signature(table("a"), DocumentationRecord("t", " ".join(words), ())) for words in (one, other))
    # The names of table and column make two shingles more, on both sides.
    true = (len(shingles(one) & shingles(other)) + 2) / (len(shingles(one) | shingles(other)) + 2)
    # Five standard errors of a share over 128 hashes, at most 0.044 each.
    assert abs(float((mine == theirs).mean()) - true) <= 5 * 0.5 / N_HASHES**0.5
