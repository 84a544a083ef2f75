"""Blank to the eye."""

import pytest

from evaluator.intake.visible import is_blank


@pytest.mark.parametrize(
    "text", ["", " \t\n", "\u200b\u00ad", "\u3164", "\u2800\ufe0f", "\u202e\u2066\u2069", "\xa0\ufeff"]
)
def test_is_blank_when_nothing_can_be_seen(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["a", ".", "\u200b0", "名", "\U0001f600", "\u202eabc", "e\u0301"])
def test_is_blank_is_false_when_one_sign_can_be_seen(text: str) -> None:
    assert not is_blank(text)
