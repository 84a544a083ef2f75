"""A text that gives its writer away is found, and ordinary documentation is left in peace."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelhub.engine.identity_scan import Finding, ModelName, scan

NAMES = (
    ModelName("org/acme-writer-7b-instruct", ("Acme Writer",)),
    ModelName("Zephyrine"),
    ModelName("blorp", ("blorp 2",), common_word=True),
    ModelName("Straße"),
    ModelName("reference"),
)


def _matched(text: str, names: tuple[ModelName, ...] = NAMES) -> list[str]:
    return [finding.matched for finding in scan(text, names)]


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("by ZEPHYRINE.", "ZEPHYRINE"),
        ("by zéphyrine.", "zéphyrine"),
        ("by ze\u200bphy\u00adrine.", "ze\u200bphy\u00adrine"),
        ("by Zерhyrіnе.", "Zерhyrіnе"),  # with Cyrillic е, р and і
        ("by ｚｅｐｈｙｒｉｎｅ.", "ｚｅｐｈｙｒｉｎｅ"),
        ("see zephyrine_notes", "zephyrine"),
        ("by STRASSE", "STRASSE"),
        ("by acme_writer", "acme_writer"),
        ("by Org/Acme-Writer-7B-Instruct", "Org/Acme-Writer-7B-Instruct"),
        ("by acme writer7b instruct", "acme writer7b instruct"),
        ("by Blorp-2", "Blorp-2"),
    ],
)
def test_scan_finds_registered_names_as_whole_words(text: str, matched: str) -> None:
    start = text.index(matched)
    assert scan(text, NAMES) == (Finding(start, start + len(matched), matched, "names a registered model"),)


@pytest.mark.parametrize("text", ["zephyrines", "the blorp of it", "Reference to the customer.", "acmewriter", ""])
def test_scan_leaves_parts_of_words_and_common_words(text: str) -> None:
    assert scan(text, NAMES) == ()


def test_scan_finds_common_words_only_if_marked() -> None:
    text = "Blorp: a reference."
    assert _matched(text, (ModelName("reference"), ModelName("blorp", common_word=True))) == []
    marked = (ModelName("reference", match_common=True), ModelName("blorp", common_word=True, match_common=True))
    assert _matched(text, marked) == ["Blorp", "reference"]


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("As an AI language model, I see", "As an AI language model"),
        ("as a\nlarge language model", "as a\nlarge language model"),
        ("I’m sorry, but no", "I’m sorry, but"),
        ("Certainly! Here it is", "Certainly! Here"),
        ("Here is the JSON", "Here is the JSON"),
        ("OpenAI", "OpenAI"),
        ("made with GPT-4o", "GPT-4o"),
        ("Claude", "Claude"),
        ("claude-3", "claude-3"),
        ("llama2", "llama2"),
        ("by Llama", "Llama"),
        ("Phi 3", "Phi 3"),
        ("MPT-7B", "MPT-7B"),
        ("Databricks DBRX", "DBRX"),
        ("qwen2.5", "qwen2.5"),
        ("<|im_start|>", "<|im_start|>"),
        ("<｜begin▁of▁sentence｜>", "<｜begin▁of▁sentence｜>"),
        ("x </s>", "</s>"),
        ("[INST] x", "[INST]"),
        ("<<SYS>>", "<<SYS>>"),
        ("<think>", "<think>"),
        ("### Response: x", "### Response:"),
        ("Response: x", "Response:"),
        ("the▁key", "▁"),
        ("ĠtheĠkey", "ĠtheĠkey"),
    ],
)
def test_scan_finds_vendors_phrases_and_special_tokens(text: str, matched: str) -> None:
    assert _matched(text) == [matched]


@pytest.mark.parametrize(
    "text",
    [
        "Loaded from Oracle and Databricks on Microsoft Azure.",
        "llama herds and the alpaca farm",
        "constellation such as gemini",
        "parts that cohere",
        "the 2020 bloom 2020 season, phi 3 and opus 12",
        "Number of claims; x < 5 and y > 3 | z",
        "Ġużeppi",
        "As an agent of the insurer",
        "Response time in seconds",
    ],
)
def test_scan_leaves_ordinary_documentation(text: str) -> None:
    assert scan(text, NAMES) == ()


def test_scan_gives_places_in_the_original_text() -> None:
    text = "\u202eﬁrst ß: zephy\u200brine, then <s>"
    assert [text[f.start : f.end] for f in scan(text, NAMES)] == ["zephy\u200brine", "<s>"] == _matched(text)


def test_scan_gives_the_longer_of_two_that_overlap() -> None:
    assert _matched("acme-writer-7b-instruct") == ["acme-writer-7b-instruct"]


@given(st.text(max_size=60), st.text(max_size=60), st.lists(st.text(max_size=8), max_size=3))
def test_scan_finds_a_planted_name_in_any_surroundings(before: str, after: str, names: list[str]) -> None:
    text = f"{before} zephyrine {after}"
    found = scan(text, (*NAMES, *(ModelName(name) for name in names)))
    place = len(before) + 1
    assert any(finding.start <= place and finding.end >= place + len("zephyrine") for finding in found)
    assert [text[finding.start : finding.end] for finding in found] == [finding.matched for finding in found]
    assert all(first.end <= second.start for first, second in pairwise(found))
