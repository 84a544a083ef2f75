"""Where industries and use cases come from, as a dataset's card tells it."""

from dataclasses import dataclass
from typing import Self

NAICS_OF_THE_PROJECT = "they come with the project; titles by the U.S. Census Bureau, in the public domain"
USE_CASES_OF_THE_PROJECT = "they come with the project, which wrote them"


@dataclass(frozen=True, slots=True)
class Source:
    """Some of the titles that a dataset is drawn from, and whose they are."""

    what: str
    origin: str
    # Comes with the project, so that nobody's data is in it.
    is_built_in: bool = False

    @classmethod
    def of_industries(cls, n: int, origin: str, *, of: str = "", is_built_in: bool = False) -> Self:
        """Return so many industries; `of` says which, in words."""
        return cls(f"{n:,} {'industry' if n == 1 else 'industries'}{of}", origin, is_built_in)

    @classmethod
    def of_use_cases(cls, n: int, origin: str, *, is_built_in: bool = False) -> Self:
        """Return so many use cases."""
        return cls(f"{n:,} use case{'' if n == 1 else 's'}", origin, is_built_in)

    def __str__(self) -> str:
        # Names of files and owners are anybody's: no line of theirs must look like one of the card.
        return " ".join(f"{self.what}: {self.origin}".split())
