"""Where a JSON text or object that comes token by token ends, and what a text means although it may be bad JSON."""

import json
import re

_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_SENTENCE = re.compile(r".*[.!?](?=\s|$)", re.DOTALL)
_SHORT = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


class TextEnd:
    """Finds the quote that closes a JSON text; a quote behind a backslash does not."""

    def __init__(self) -> None:
        self._escaped = False

    def split(self, token: str) -> tuple[str, str]:
        """Return what of the token belongs to the text, and what begins with the closing quote ("" while there is none)."""
        for place, character in enumerate(token):
            if self._escaped:
                self._escaped = False
            elif character == "\\":
                self._escaped = True
            elif character == '"':
                return token[:place], token[place:]
        return token, ""


class ObjectEnd:
    """Finds the end of the first JSON object; thoughts before it, between <think> and </think>, don't count."""

    def __init__(self) -> None:
        self._depth = 0
        self._text: TextEnd | None = None
        self._tail = ""
        self._thinking = False

    def after(self, token: str) -> bool:
        """Take a token; return whether the object is complete with it."""
        return any(self._character(character) for character in token)

    def _character(self, character: str) -> bool:
        if self._text:
            if self._text.split(character)[1]:
                self._text = None
            return False
        if self._depth == 0 and self._is_thinking(character):
            return False
        if character == '"' and self._depth:
            self._text = TextEnd()
        elif character == "{":
            self._depth += 1
        elif character == "}" and self._depth:
            self._depth -= 1
            return self._depth == 0
        return False

    def _is_thinking(self, character: str) -> bool:
        self._tail = (self._tail + character)[-len("</think>") :]
        if self._tail.endswith("<think>"):
            self._thinking = True
        elif self._tail.endswith("</think>"):
            self._thinking = False
        return self._thinking


def plain_text(body: str, *, cut: bool = False) -> str | None:
    """Return what stands between a JSON text's quotes as plain text; of one that was cut the full sentences, or None."""
    text = _ESCAPE.sub(_unescaped, body).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = text.strip().rstrip("\\\ufffd").strip()
    if not cut:
        return text
    sentences = _SENTENCE.match(text)
    return sentences.group() if sentences else None


def _unescaped(match: re.Match[str]) -> str:
    escaped = match.group(1)
    if len(escaped) > 1:
        return str(json.loads(f'"\\{escaped}"'))
    return _SHORT.get(escaped, escaped if escaped in "\"'\\/" else match.group())
