"""The report's first sentences: what is shown, what is refuted, and what stays inconclusive."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluator.lead.report.directions import Claim, Direction, Kind, PairFigures, finding, strongest
from evaluator.lead.report.figures_as_text import listed, of_hundred, two
from evaluator.lead.report.naming import Naming

# A cover with more clauses than this would not be read; the table below it says all.
MAX_CLAUSES = 4
CLAUSES: dict[tuple[Kind, str], str] = {
    ("better", "shown"): "{arm} is better than {than}",
    ("better", "refuted"): "{arm} is worse than {than}",
    ("better", "inconclusive"): "whether {arm} is better than {than} is inconclusive",
    ("not_worse", "shown"): "{arm} is not worse than {than} within {margin}",
    ("not_worse", "refuted"): "{arm} is worse than {than} by more than {margin}",
    ("not_worse", "inconclusive"): "whether {arm} is not worse than {than} within {margin} is inconclusive",
    ("equivalent", "shown"): "{arm} and {than} are equivalent within {margin}",
    ("equivalent", "refuted"): "{arm} and {than} differ by more than {margin}",
    ("equivalent", "inconclusive"): "whether {arm} and {than} are equivalent within {margin} is inconclusive",
}
KIND_WORDS: dict[Kind, str] = {"better": "better", "not_worse": "not worse", "equivalent": "equivalent"}


@dataclass(frozen=True, slots=True)
class Reading:
    """One claim with what the ratings say of it."""

    sentence: str
    finding: str

    @property
    def shown(self) -> bool:
        """Tell whether the claim holds."""
        return self.finding == "shown"


def verdict(
    pairs: Mapping[Direction, PairFigures],
    order: Sequence[Direction],
    claims: Sequence[Claim],
    naming: Naming,
    margin: float | None,
) -> str:
    """Return one sentence: the claims when there are any, else the strongest that each pair shows."""
    if not any(pairs[direction]["psi"]["estimate"] is not None for direction in order):
        return "No table has a rating that counts, so nothing can be said."
    readings = _claimed(pairs, claims) or [(direction, *strongest(pairs[direction])) for direction in order]
    clauses = [clause(kind, found, direction, naming, margin) for direction, kind, found in readings[:MAX_CLAUSES]]
    if len(readings) > MAX_CLAUSES:
        clauses.append(f"{len(readings) - MAX_CLAUSES} more comparisons are below")
    return f"{_capital('; '.join(_joined(clauses)))}."


def readings(
    pairs: Mapping[Direction, PairFigures], claims: Sequence[Claim], naming: Naming, margin: float | None
) -> list[Reading]:
    """Return every sealed claim as it was claimed, with its finding."""
    return [
        Reading(_capital(clause(kind, "shown", direction, naming, margin)), found)
        for direction, kind, found in _claimed(pairs, claims)
    ]


def lede(pairs: Mapping[Direction, PairFigures], order: Sequence[Direction], naming: Naming) -> str:
    """Return the win rates in words, for the first pairs."""
    known = [d for d in order if pairs[d]["psi"]["estimate"] is not None][:MAX_CLAUSES]
    parts = [_rate(pairs[d]["psi"], d, naming, first=d == known[0]) for d in known]
    return f"Counting ties as half, {listed(parts)}." if parts else ""


def _rate(psi: Mapping[str, float | None], direction: Direction, naming: Naming, *, first: bool) -> str:
    """The first figure says what its brackets hold; the others follow its form."""
    label = "95 % interval " if first else ""
    bounds = f" ({label}{of_hundred(psi['low'])} to {of_hundred(psi['high'])})" if psi["low"] is not None else ""
    of = " of 100" if first else ""
    return f"{naming.of(direction[0])} wins {of_hundred(psi['estimate'])}{of} against {naming.of(direction[1])}{bounds}"


def _joined(clauses: Sequence[str]) -> list[str]:
    """Name a subject once where clauses that follow each other share it: "A is better than B and not worse than C"."""
    joined: list[str] = []
    subject = ""
    for words in clauses:
        start = words.partition(" is ")[0] + " is "
        if joined and start == subject:
            joined[-1] += f" and {words.removeprefix(start)}"
        else:
            joined.append(words)
        # "Whether A is better …" has no subject that could be shared.
        subject = start if words.startswith(start) and not words.startswith("whether ") else ""
    return joined


def clause(kind: Kind, found: str, direction: Direction, naming: Naming, margin: float | None) -> str:
    """Return a claim and its finding as a clause of a sentence."""
    return CLAUSES[kind, found].format(arm=naming.of(direction[0]), than=naming.of(direction[1]), margin=two(margin))


def _claimed(pairs: Mapping[Direction, PairFigures], claims: Sequence[Claim]) -> list[tuple[Direction, Kind, str]]:
    read = [((claim.arm, claim.than), claim.kind, _found(pairs, claim)) for claim in claims]
    return [(direction, kind, found) for direction, kind, found in read if found is not None]


def _found(pairs: Mapping[Direction, PairFigures], claim: Claim) -> str | None:
    pair = pairs.get((claim.arm, claim.than))
    return finding(pair, claim.kind) if pair else None


def _capital(sentence: str) -> str:
    """Begin with a capital, unless a writer's name begins it: names are spelt as their owners spell them."""
    return sentence[0].upper() + sentence[1:] if sentence.startswith(("arm ", "whether ")) else sentence
