"""Filters that make hostile characters visible."""

import re

from django import template

from evaluator.unseen import UNSEEN_CLASS

register = template.Library()
# Drawn as nothing, yet able to turn a line around or to make two names of one.
_UNSEEN = re.compile(f"[{UNSEEN_CLASS}]")


@register.filter
def visible(text: str) -> str:
    """Write characters that can't be seen as U+XXXX, so that a name reads as what it is."""
    return text if text.isascii() else _UNSEEN.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text)
