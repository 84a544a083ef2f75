"""The key of an endpoint: read from its environment variable for every request, kept and shown nowhere."""

import os
import re

from modelhub.engine.text_model import ModelGone

# Whoever registers an endpoint chooses both the variable and where its value is sent: with any name allowed, they could
# have the database's password sent to themselves.
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*_API_KEY")
_KEY = re.compile(r"[!-~]+")
# Shorter ones are placeholders such as EMPTY, and would be found in ordinary text.
_SHORTEST_SECRET = 8
HIDDEN = "[key]"


class KeyMissing(ModelGone):
    """The variable holds no usable key; the text names the variable only."""


class Key:
    """Where a key comes from. Nothing of the key itself is in this object."""

    __slots__ = ("variable",)

    def __init__(self, variable: str) -> None:
        """`variable` ends in _API_KEY, or is empty for an endpoint without a key. Raises ValueError."""
        if variable and not _VARIABLE.fullmatch(variable):
            raise ValueError(
                f"{variable!r} is no name for a key's variable: capitals, digits and _, ending in _API_KEY"
            )
        self.variable = variable

    def check(self) -> None:
        """Raises KeyMissing unless the variable holds something that can be sent."""
        self._read()

    def headers(self) -> dict[str, str]:
        """Return the header that carries the key. Raises KeyMissing."""
        return {"Authorization": f"Bearer {self._read()}"} if self.variable else {}

    def hidden_in(self, text: str) -> str:
        """Return the text without the key, which an endpoint may repeat in an answer or a complaint."""
        key = os.environ.get(self.variable, "").strip() if self.variable else ""
        return text.replace(key, HIDDEN) if len(key) >= _SHORTEST_SECRET else text

    def _read(self) -> str:
        if not self.variable:
            return ""
        key = os.environ.get(self.variable, "").strip()
        if not key:
            raise KeyMissing(f"The environment variable {self.variable} is not set: the endpoint's key belongs there")
        # Checked here, because the HTTP library's complaint about a bad header repeats the header.
        if not _KEY.fullmatch(key):
            raise KeyMissing(f"The environment variable {self.variable} holds spaces or characters that no key has")
        return key
