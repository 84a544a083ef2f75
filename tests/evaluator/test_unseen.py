"""Characters that nobody can see go, wherever they could mark a text or hide in a name."""

import re

import pytest

from evaluator.intake.visible import is_blank
from evaluator.presentation import present
from evaluator.templatetags.untrusted import visible
from evaluator.unseen import DEFAULT_IGNORABLE, UNSEEN, UNSEEN_CLASS


def test_the_set_is_that_of_unicode_16_and_the_blank_braille_pattern() -> None:
    # "# Total code points: 4174" under Default_Ignorable_Code_Point in DerivedCoreProperties.txt 16.0.
    assert sum(last - first + 1 for first, last in DEFAULT_IGNORABLE) == 4174
    assert len(UNSEEN) == 4175


def test_the_class_matches_the_set_and_nothing_else() -> None:
    matched = {chr(code) for code in range(0x110000) if re.match(f"[{UNSEEN_CLASS}]", chr(code))}

    assert matched == UNSEEN


def test_present_leaves_none_of_them() -> None:
    assert present("".join(f"a{character}" for character in sorted(UNSEEN))) == f"{'a' * len(UNSEEN)}.".capitalize()


@pytest.mark.parametrize("code", [0xAD, 0x180F, 0x2065, 0x206F, 0xFFF0, 0xE0001, 0xE0100, 0xE01EF, 0xE0FFF])
def test_each_is_blank_on_its_own_and_marked_in_a_name(code: int) -> None:
    assert is_blank(chr(code))
    assert visible(f"a{chr(code)}b") == f"a⟨U+{code:04X}⟩b"


@pytest.mark.parametrize(
    ("raw", "presented"),
    [
        ("oﬃce ﬁle", "Office file."),
        # Compatibility forms that mean something, and letters of other scripts, are the writer's words.
        ("x² is ½", "X² is ½."),
        ("Ａ１", "Ａ１."),
        ("сolumn", "Сolumn."),
    ],
)
def test_present_unties_ligatures_and_keeps_what_means_something(raw: str, presented: str) -> None:
    assert present(raw) == presented
