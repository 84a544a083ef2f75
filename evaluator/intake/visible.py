"""Whether a reader would see anything at all."""

import unicodedata

# Letters by category, but drawn as nothing: Hangul fillers, the blank Braille pattern, the combining grapheme joiner.
_INVISIBLE_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"})


def is_blank(text: str) -> bool:
    """Tell whether `text` is empty or made of spaces, control, format and other invisible characters only."""
    return all(_is_invisible(char) for char in text)


def _is_invisible(char: str) -> bool:
    # Variation selectors (Mn) only change the character before them.
    return (
        unicodedata.category(char) in _INVISIBLE_CATEGORIES
        or char in _INVISIBLE_LETTERS
        or "\ufe00" <= char <= "\ufe0f"
        or "\U000e0100" <= char <= "\U000e01ef"
    )
