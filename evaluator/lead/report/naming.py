"""What arms are called on a page: by code before the reveal, by the writer's name after it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Naming:
    """Labels by arm code; empty `names` means that the envelope is still sealed."""

    names: Mapping[str, str]

    @property
    def revealed(self) -> bool:
        """Tell whether arms have names here."""
        return bool(self.names)

    def of(self, code: str) -> str:
        """Return an arm's label within a sentence."""
        return self.names.get(code, f"arm {code}")

    def head(self, code: str) -> str:
        """Return an arm's label where a line begins with it; names are spelt as their owners spell them."""
        return self.names.get(code, f"Arm {code}")

    def letters(self, one: str, other: str) -> tuple[str, str]:
        """Return a letter for each of two arms: initials when they differ, else the codes."""
        initials = self.of(one)[0].upper(), self.of(other)[0].upper()
        return initials if self.revealed and initials[0] != initials[1] else (one, other)


SEALED = Naming({})
