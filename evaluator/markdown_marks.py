"""Remove markdown's marks and keep every word, identifier and number between them."""

import re

_FENCE = re.compile(r"^[ \t]*(?:```|~~~)[\w+-]*[ \t]*$", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*(?:[-*_=][ \t]*){3,}$", re.MULTILINE)
_TABLE_RULE = re.compile(r"^[ \t]*\|?(?:[ \t]*:?-{3,}:?[ \t]*\|)+[ \t]*(?::?-{3,}:?)?[ \t]*$", re.MULTILINE)
_TABLE_EDGES = re.compile(r"^[ \t]*\|(.*)\|[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"^[ \t]*#{1,6}[ \t]+(?=\S)(.*?)(?:[ \t]+#+)?[ \t]*$", re.MULTILINE)
_QUOTE = re.compile(r"^[ \t]*(?:>[ \t]+)+(?=.*[^\W_])", re.MULTILINE)
# A minus in front of a digit would be a sign, but a bullet has a space behind it.
_BULLET = re.compile(r"^[ \t]*(?:[-*+•‣▪●◦·][ \t]+)+(?=.*[^\W_])", re.MULTILINE)
_ORDINAL = re.compile(r"^[ \t]*\d{1,2}[.)][ \t]+(?=.*[^\W_])", re.MULTILINE)
# Marks the beginning of a point until the points are joined; controls never get here from outside.
_POINT = "\x00"
_UNFINISHED = re.compile(rf"(?<=[^\s.,;:!?])[ \t]*\n\s*(?={_POINT})")

# Possessive quantifiers (++) keep every search linear: texts come from strangers.
_LINK = re.compile(r"!?\[([^\[\]]*+)\]\([^()\s]*+(?: \"[^\"]*\")?\)")
_BOLD_STARS = re.compile(r"(?<![\w*])(\*{2,3})(?=[^\s*])([^*]++)(?<=[^\s*])\1(?![\w*])")
_STARS = re.compile(r"(?<![\w*])\*(?=\w)([^*]++)(?<=[\w.!?,;:)'\"])\*(?![\w*])")
_LINES = re.compile(r"(?<!\w)_(?=[^\W_])([^_]++)(?<=\S)_(?!\w)")
_BOLD_LINES = re.compile(r"(?<!\w)(_{2,3})(?=[^\W_])((?:[^_]|_(?!_))++)(?<=\S)\1(?!\w)")
_STRUCK = re.compile(r"~~(?=\S)([^~]++)(?<=\S)~~")
_IDENTIFIER = re.compile(r"[a-z0-9_]+")


def without_marks(text: str) -> str:
    """Return the text without headings, bullets, fences, rules, emphasis, code marks, links and table edges.

    Underscores stay where they are part of an identifier: customer_id, _loaded_at, __init__. A list that had its
    lines to keep the points apart gets semicolons instead.
    """
    return _without_inline_marks(_without_line_marks(text))


def _without_line_marks(text: str) -> str:
    text = _TABLE_RULE.sub("", _RULE.sub("", _without_fences(text)))
    text = _HEADING.sub(r"\1", _TABLE_EDGES.sub(_cells, text))
    text = _QUOTE.sub("", text)
    text = _BULLET.sub(_POINT, text)
    if len(_ORDINAL.findall(text)) > 1:  # a single "1." may be a number that the text begins with
        text = _ORDINAL.sub(_POINT, text)
    return _UNFINISHED.sub("; ", text).replace(_POINT, "")


def _cells(row: re.Match[str]) -> str:
    """The cells of a table's row, as a list in prose."""
    return ", ".join(cell for cell in map(str.strip, row.group(1).split("|")) if cell)


def _without_fences(text: str) -> str:
    """Remove the fences with their language, unless the language is all that the text says."""
    bare = _FENCE.sub("", text)
    return bare if any(character.isalnum() for character in bare) else text


def _without_inline_marks(text: str) -> str:
    text = _LINK.sub(_linked, text).replace("`", "")
    text = _BOLD_STARS.sub(r"\2", text)
    text = _STRUCK.sub(r"\1", _STARS.sub(r"\1", text))
    text = _BOLD_LINES.sub(lambda found: _emphasised(found, found.group(2)), text)
    return _LINES.sub(lambda found: _emphasised(found, found.group(1)), text)


def _linked(found: re.Match[str]) -> str:
    """Keep a link without words as it is, lest nothing be left of it."""
    words = found.group(1)
    return words if any(character.isalnum() for character in words) else found.group()


def _emphasised(found: re.Match[str], words: str) -> str:
    """Keep the underscores of what can be an identifier: one word without a capital."""
    return found.group() if _IDENTIFIER.fullmatch(words) else words
