"""The tokenizer of new models: one cut for a word, whatever its case and neighbours; nothing lost on the way."""

import pytest

from modelhub.engine.train.name_tokenizer import train_name_tokenizer

TEXTS = [f"One row per bundle of steel. bundle_{number}_id STEEL_BUNDLE steelBundle" for number in range(40)]


def _pieces(text: str, vocabulary: int = 600) -> list[str]:
    return train_name_tokenizer(TEXTS, vocabulary).tokenize(text)


@pytest.mark.parametrize("word", ["steel", "bundle", "stubble", "quxlorpen"])
def test_a_word_is_cut_alike_in_each_case_and_beside_anything(word: str) -> None:
    small = _pieces(word)

    for text in (
        word.upper(),
        word.capitalize(),
        f" {word}",
        f"_{word}",
        f"x_{word}_id",
        f'"{word}": "',
        f"x{word.capitalize()}Id",
    ):
        pieces = [piece.lower() for piece in _pieces(text)]
        begin = pieces.index(small[0])
        assert pieces[begin : begin + len(small)] == small, text


def test_frequent_words_become_one_token() -> None:
    assert _pieces("Bundle STEEL bundle") == ["Bundle", "Ġ", "STEEL", "Ġ", "bundle"]


@pytest.mark.parametrize(
    "text", ["", "  two  spaces\n\tand a tab ", 'é 日本 "x": "y.", \u202e', "TAXIds2024 O'Hara_№7", "<|end|"]
)
def test_any_text_survives(text: str) -> None:
    tokenizer = train_name_tokenizer(TEXTS, 600)

    assert tokenizer.decode(tokenizer(text)["input_ids"]) == text


@pytest.mark.parametrize("vocabulary", [300, 301, 600])
def test_the_vocabulary_is_kept_to(vocabulary: int) -> None:
    assert len(train_name_tokenizer(TEXTS, vocabulary)) <= vocabulary


def test_the_same_texts_give_the_same_tokenizer() -> None:
    first, second = (train_name_tokenizer(TEXTS, 500).backend_tokenizer.to_str() for _ in range(2))

    assert first == second
