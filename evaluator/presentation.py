"""Make all texts look alike, so that no writer is recognised by typography; the words are not touched.

| rule | before | after |
|---|---|---|
| Unicode form | decomposed letters | composed (NFC) |
| invisible characters: controls, format characters, all that Unicode calls ignorable | `a<U+202E>b` | `ab` |
| ligatures of Latin letters | `ﬁle` | `file` |
| white space and line ends | runs of any kind | one space; none in front of , ; : ! ? . at a word's end |
| markdown marks (`markdown_marks`) | `**Key** of [x](http://y)`, bullets, headings | `Key of x`; points joined by "; " |
| HTML's marks for looks, in pairs; line breaks | `<b>Key</b> of<br>x` | `Key of x`; all other HTML is left as text and shown escaped |
| character references, escaped marks | `a &lt; b`, `order\\_id` | `a < b`, `order_id` |
| pictures (`html_marks`) | `✅ Key` | `Key` |
| arrows and comparisons | `a → b`, `x ≥ 5` | `a -> b`, `x >= 5` |
| quotes and apostrophes | curly, angled, double around a short phrase (not in JSON) | straight, single; none around snake_case |
| dashes | `1–5`, `word—word`, `−3`, ` -- ` | `1-5`, `word - word`, `-3`, ` - ` |
| ellipsis | `…` | `...` |
| labels | `Description: The day.` | `The day.` (column, table, comment and description only) |
| quotes around everything | `"The day."` | `The day.` |
| end | none, `;`, `:`, `!`, `...`, several | one full stop; a question mark stays |
| beginning | `the day` | `The day`; not where the first word is an identifier or holds a digit, dot or capital |

Other compatibility forms stay, since they can be part of a name or mean something (½, x², full-width letters), and so do
letters of other scripts that look alike. A text without a letter or digit keeps its signs (only invisible characters and white space are tidied); one of invisible
characters only becomes ''. `present(present(text)) == present(text)`.
"""

import re
import unicodedata
from collections.abc import Iterable

from evaluator.canonical import canonical_json, sha256_hex
from evaluator.html_marks import without_html
from evaluator.markdown_marks import without_marks
from evaluator.unseen import UNSEEN

_MOST_ROUNDS = 12
_LONGEST_QUOTED = 60
_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs"})
_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
_NOT_SIMPLE = re.compile(r"[^\n\x20-\x7e]")
_STRAIGHT = str.maketrans("“”„‟«»″〝〞‘’‚‛′‵´ʼ‐‑−﹣－", '"""""""""\'\'\'\'\'\'\'\'-----')
_LIGATURES = str.maketrans(dict(zip("ﬀﬁﬂﬃﬄﬅﬆ", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True)))
_SIGNS = str.maketrans({"→": "->", "←": "<-", "⇒": "=>", "≥": ">=", "≤": "<=", "≠": "!="})
_SPACED_DASH = re.compile(
    r"(?:(?<=\d)(?:–|—|‒)(?=\d)|(?<=\w)–(?=\w))|\s*[—―]\s*|\s+[–‒]\s+|(?<=\w)--(?=\w)|\s+--\s+|[–‒]"
)
_SPACE_BEFORE_MARK = re.compile(r"(?<=[^\s]) +(?=[,;:!?.](?:\s|$))")
_QUOTED = re.compile(rf"(?<![\w\"'])\"(?=\S)([^\"'{{}}\[\]]{{1,{_LONGEST_QUOTED}}})(?<=\S)\"(?![\w\"'])")
_JSON = re.compile(r"[{\[] ?\"")
_QUOTED_IDENTIFIER = re.compile(r"(?<![\w'])'([A-Za-z]\w*_\w*[A-Za-z0-9])'(?![\w'])")
_WRAPPED = re.compile(r"^(['\"])(?=.*[^\W_])((?:(?!\1).)*)\1[.]?$", re.DOTALL)
_LABEL = re.compile(
    r"^(?:(?:(?:(?:column|table) )?(?:description|comment)|column|table) ?: +)+(?=.*[^\W_])", re.IGNORECASE
)
# Read backwards, so that the search is anchored and linear.
_LOOSE_END = re.compile(r"(?:[\s.,;:!]|-(?=\s))*")
_TERMINAL = ("?", "。", "？", "।", "؟")
_PLAIN_FIRST_WORD = re.compile(r"[^\W\d_]([^\W\d_]|['-](?=\w))*[,;:.?)]*(?=\s|$)")
_BLUNT = re.compile(r"[][()*_`~#|<>&\\'\"]+")


def present(text: str) -> str:
    """Return the text as raters see it, in one line; see the table above for the rules."""
    tidy = _tidied(text)
    if not any(character.isalnum() for character in tidy):
        return " ".join(tidy.split())
    for _ in range(_MOST_ROUNDS):
        before, tidy = tidy, _once(tidy)
        if tidy == before:
            return tidy
    # Marks nested so deep are not prose: all of them go, and nothing is left that could nest.
    return _once(_once(_BLUNT.sub(" ", tidy)))


def content_digest(description: str, comments: Iterable[str | None]) -> str:
    """Return the SHA-256 of what one writer says about one table; comments are in the table's column order."""
    return sha256_hex(canonical_json({"description": description, "comments": list(comments)}))


def _once(text: str) -> str:
    """Apply every rule one time; a rule can lay bare what another one removes."""
    text = " ".join(without_marks(without_html(_tidied(text))).translate(_STRAIGHT).translate(_SIGNS).split())
    if not _JSON.search(text):
        text = _QUOTED.sub(r"'\1'", text)
    text = _SPACED_DASH.sub(_dash, _QUOTED_IDENTIFIER.sub(r"\1", text)).replace("…", "...")
    text = _SPACE_BEFORE_MARK.sub("", " ".join(text.split()))
    return _begun(_ended(_LABEL.sub("", _unwrapped(text))))


def _tidied(text: str) -> str:
    """Compose letters, unify line ends and remove what nobody can see."""
    text = _SPACES.sub(" ", _LINE_ENDS.sub("\n", text)).strip()
    if not _NOT_SIMPLE.search(text):
        return text
    visible = "".join(character for character in text if not _is_invisible(character))
    return unicodedata.normalize("NFC", _SPACES.sub(" ", visible).translate(_LIGATURES)).strip()


def _is_invisible(character: str) -> bool:
    hidden = unicodedata.category(character) in _INVISIBLE_CATEGORIES and character != "\n"
    return hidden or character in UNSEEN


def _dash(match: re.Match[str]) -> str:
    sign = match.group()
    sets_apart = sign.strip() in {"—", "―", "--"} and not _between_digits(match)
    return " - " if sets_apart or sign != sign.strip() else "-"


def _between_digits(match: re.Match[str]) -> bool:
    around = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    return all(character.isdigit() for character in around)


def _unwrapped(text: str) -> str:
    wrapped = _WRAPPED.match(text)
    return wrapped.group(2).strip() if wrapped else text


def _ended(text: str) -> str:
    loose = _LOOSE_END.match(text[::-1])
    text = text[: len(text) - loose.end()] if loose else text
    # Inside a closing bracket or quote the sentence may have its own end already.
    return text if text.endswith(_TERMINAL) or re.search(r"[.!?][)'\"\]]$", text) else f"{text}."


def _begun(text: str) -> str:
    first = text[:1].upper()
    return first + text[1:] if len(first) == 1 and _is_prose(text) else text


def _is_prose(text: str) -> bool:
    word = _PLAIN_FIRST_WORD.match(text)
    return word is not None and not any(character.isupper() for character in word.group()[1:])
