"""What a teacher is asked for: a table for one use case in one industry."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

# Three sectors of NAICS span several two-digit numbers.
_RANGES = {**dict.fromkeys(("31", "32", "33"), "31-33"), "44": "44-45", "45": "44-45", "48": "48-49", "49": "48-49"}


class BriefError(ValueError):
    """No brief can be drawn; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Industry:
    """A NAICS code as text, its title, and its sector such as "31-33"."""

    code: str
    title: str
    sector: str

    @property
    def group(self) -> str:
        """The subsector (three digits) or, for a sector itself, the sector: what a split keeps together."""
        return self.code if self.code == self.sector else self.code[:3]


@dataclass(frozen=True, slots=True)
class UseCase:
    """What a table may be for; no sectors means all of them."""

    key: str
    title: str
    description: str
    sectors: tuple[str, ...] = ()

    def suits(self, sector: str) -> bool:
        """Whether it occurs in the sector."""
        return not self.sectors or sector in self.sectors


@dataclass(frozen=True, slots=True)
class Brief:
    """One table to write; the seed decides everything that industry and use case leave open."""

    industry: Industry
    use_case: UseCase
    seed: int


def sector_of(code: str) -> str:
    """Return the sector of a NAICS code: 311 gives "31-33"."""
    return _RANGES.get(code[:2], code[:2])


def derived_seed(*parts: object) -> int:
    """Return a seed that depends on all parts and nothing else: the same in every process and on every machine."""
    return int.from_bytes(hashlib.sha256(json.dumps([str(part) for part in parts]).encode()).digest()[:8], "big")


def draw_briefs(industries: Sequence[Industry], use_cases: Sequence[UseCase], *, seed: int) -> Iterator[Brief]:
    """Yield briefs without an end, every industry once per round in a new order. Raises BriefError."""
    suited = {industry.sector: [case for case in use_cases if case.suits(industry.sector)] for industry in industries}
    if not industries or not all(suited.values()):
        missing = sorted(sector for sector, cases in suited.items() if not cases)
        raise BriefError(f"no use case for sector {', '.join(missing)}" if missing else "no industry to write about")
    return _rounds(industries, suited, seed)


def _rounds(industries: Sequence[Industry], suited: dict[str, list[UseCase]], seed: int) -> Iterator[Brief]:
    n_round = 0
    while True:
        chance = Random(derived_seed("round", seed, n_round))  # noqa: S311
        for industry in chance.sample(industries, len(industries)):
            yield Brief(industry, chance.choice(suited[industry.sector]), chance.getrandbits(63))
        n_round += 1
