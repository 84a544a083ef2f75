"""Remove HTML's marks for the looks of a text, its character references and pictures; the words between them stay."""

import html
import re
import unicodedata

_MOST_DEPTH = 12
# Only in pairs: a lone <p> may be what a text is about. Subscripts and superscripts carry meaning, so they stay.
_INLINE = re.compile(
    r"<(b|i|u|s|em|strong|code|tt|kbd|samp|var|span|small|mark|font)(?: [^<>]*+)?>([^<>]*+)</\1>", re.I
)
_BLOCK = re.compile(r"<(p|div|ul|ol|pre|h[1-6])(?: [^<>]*+)?>([^<>]*+)</\1>", re.I)
_POINT = re.compile(r"<li>([^<>]*+)</li>", re.I)
_BREAK = re.compile(r"<br ?/?>", re.I)
_REFERENCE = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_ESCAPED = re.compile(r"\\([*_`~#|<>&])")
# Pictographs, dingbats and the frame of a keycap; circled digits in these blocks are numbers and stay.
_PICTURES = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2b55\u20e3]")


def without_html(text: str) -> str:
    """Return the text without paired tags, references and pictures; as it is when no letter or digit would be left."""
    bare = _PICTURES.sub(_unless_number, _ESCAPED.sub(r"\1", _REFERENCE.sub(_meant, _without_tags(text))))
    return bare if any(character.isalnum() for character in bare) else text


def _without_tags(text: str) -> str:
    for _ in range(_MOST_DEPTH if "<" in text else 0):
        before = text
        text = _POINT.sub(r"\n- \1\n", _INLINE.sub(r"\2", _BREAK.sub("\n", text)))
        text = _BLOCK.sub(r"\n\2\n", text)
        if text == before:
            break
    return text


def _meant(found: re.Match[str]) -> str:
    """Return what a reference stands for, and one that stands for nothing as it is."""
    meant = html.unescape(found.group())
    return found.group() if "\ufffd" in meant else meant


def _unless_number(found: re.Match[str]) -> str:
    return found.group() if unicodedata.category(found.group()) == "No" else " "
