"""Small studies to analyse: random ones for the laws, and one vote at a time."""

from hypothesis import strategies as st

from evaluator.stats.outcomes import Outcome, Side, Vote

WORDS = {"W": Outcome.A, "L": Outcome.B, "T": Outcome.TIE, "0": Outcome.BOTH_BAD, "?": Outcome.CANT_JUDGE}


def votes_of(rows: dict[str, str], *, system: str = "x", opponent: str = "y") -> list[Vote]:
    """One string per rater, one letter per table: W, T, L, 0 (both bad), ? (can't judge), blank for a gap."""
    return [
        Vote(f"t{table:02}", rater, system, opponent, WORDS[letter])
        for rater, row in rows.items()
        for table, letter in enumerate(row)
        if letter != " "
    ]


@st.composite
def studies(draw: st.DrawFn, *, max_systems: int = 3, graded: bool = False) -> list[Vote]:
    """Up to 6 tables, 4 raters and a few systems, with gaps, sides and any of the five outcomes."""
    tables, raters = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    systems = [f"s{i}" for i in range(draw(st.integers(2, max_systems)))]
    pairs = [(a, b) for a in systems for b in systems if a < b]
    cells = [(t, r, pair) for t in range(tables) for r in range(raters) for pair in pairs]
    outcomes = draw(st.lists(st.sampled_from([*Outcome, None]), min_size=len(cells), max_size=len(cells)))
    known: list[Side | None] = ["a", "b", None]
    sides = draw(st.lists(st.sampled_from(known), min_size=len(cells), max_size=len(cells)))
    strong = draw(st.lists(st.booleans(), min_size=len(cells), max_size=len(cells)))
    return [
        _vote(cell, outcome, side, (1 + extra) if graded else None)
        for cell, outcome, side, extra in zip(cells, outcomes, sides, strong, strict=True)
        if outcome is not None
    ]


def _vote(cell: tuple[int, int, tuple[str, str]], outcome: Outcome, side: Side | None, size: int | None) -> Vote:
    table, rater, (a, b) = cell
    sign = {Outcome.A: 1, Outcome.B: -1, Outcome.TIE: 0, Outcome.BOTH_BAD: 0}.get(outcome)
    grade = None if size is None or sign is None else size * sign
    return Vote(f"t{table}", f"r{rater}", a, b, outcome, grade=grade, shown_left=side)
