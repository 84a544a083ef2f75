"""Names are read as the words that a person would read."""

import pytest

from modelhub.engine.schema_rules.abbreviations import ABBREVIATIONS
from modelhub.engine.schema_rules.names import listed, plural, singular, with_article, words_of


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("CUST_NBR", "customer number"),
        ("customerId", "customer id"),
        ("StateProvinceID", "state province id"),
        ("ordr_qty", "order quantity"),
        ("BOMLevel", "bom level"),
        ("createdate", "create date"),
        ("salesorderheader", "sales order header"),
        ("no_show_cnt", "no-show count"),
        ("acct_no", "account number"),
        ("addr1", "address line 1"),
        ("co2_kg", "co2 kg"),
        ("Amount__c", "amount"),
        ("顧客番号", "顧客番号"),
        ("😀", ""),
        ("", ""),
    ],
)
def test_words_of_splits_and_expands(name: str, words: str) -> None:
    assert " ".join(words_of(name)) == words


def test_abbreviations_cover_the_usual_ones_and_expand_to_other_words() -> None:
    assert len(ABBREVIATIONS) >= 500
    assert [short for short, long in ABBREVIATIONS.items() if not long or "" in long] == []


@pytest.mark.parametrize(
    ("many", "one"),
    [("orders", "order"), ("categories", "category"), ("addresses", "address"), ("boxes", "box"), ("days", "day")],
)
def test_singular_and_plural_are_each_other_turned_round(many: str, one: str) -> None:
    assert singular((many,)) == (one,)
    assert plural((one,)) == (many,)


@pytest.mark.parametrize("word", ["status", "address", "series", "analysis", "gas", "id"])
def test_singular_leaves_singular_words(word: str) -> None:
    assert singular((word,)) == (word,)


def test_phrases_are_put_together_as_in_a_sentence() -> None:
    assert (listed([]), listed(["a"]), listed(["a", "b", "c"])) == ("", "a", "a, b and c")
    assert (with_article("order"), with_article("user"), with_article("claim")) == ("an order", "a user", "a claim")
