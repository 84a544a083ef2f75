"""Whether a reader would see anything at all."""

import unicodedata

from evaluator.unseen import UNSEEN

_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"})


def is_blank(text: str) -> bool:
    """Tell whether `text` is empty or made of spaces, control, format and other invisible characters only."""
    return all(char in UNSEEN or unicodedata.category(char) in _INVISIBLE_CATEGORIES for char in text)
