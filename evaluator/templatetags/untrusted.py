"""Filters that make hostile characters visible."""

import re

from django import template

register = template.Library()
# Bidirectional controls and zero-width characters: drawn as nothing, yet able to turn a line around.
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad\u061c]")


@register.filter
def visible(text: str) -> str:
    """Write characters that can't be seen as U+XXXX, so that a name reads as what it is."""
    return text if text.isascii() else _UNSEEN.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text)
