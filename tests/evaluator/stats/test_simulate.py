"""Simulated raters: what was planted is found again."""

from collections import Counter
from statistics import fmean, median

import pytest

from evaluator.stats.design import Schedule, TableStratum, plan_schedule
from evaluator.stats.order import Pair
from evaluator.stats.simulate import SimulatedVote, planted_psi, simulate_votes


def schedule(n_tables: int, n_raters: int, pairs: tuple[Pair, ...] = (("C", "D"),), n_repeats: int = 0) -> Schedule:
    tables = [TableStratum(f"t{number}", "all") for number in range(n_tables)]
    return plan_schedule(tables, pairs=pairs, n_raters=n_raters, n_repeats=n_repeats, seed=b"schedule")


def simulate(
    plan: Schedule,
    *,
    gap: float = 0.0,
    table_sd: float = 0.0,
    rater_sd: float = 0.0,
    tie_width: float = 0.4,
    position_bias: float = 0.0,
    seed: bytes = b"votes",
) -> tuple[SimulatedVote, ...]:
    return simulate_votes(
        plan,
        quality={"C": gap, "D": 0.0, "E": gap},
        table_sd=table_sd,
        rater_sd=rater_sd,
        tie_width=tie_width,
        position_bias=position_bias,
        seed=seed,
    )


def score(vote: SimulatedVote) -> float:
    """1 for a win of the first arm, 0 for a loss, ½ for a tie or both bad."""
    if vote.grade is None:
        return 0.5
    return 0.5 + 0.5 * ((vote.grade > 0) - (vote.grade < 0))


@pytest.mark.parametrize(("gap", "bias"), [(0.0, 0.0), (0.7, 0.0), (-0.5, 0.6)])
def test_simulate_votes_recovers_the_planted_psi(gap: float, bias: float) -> None:
    votes = simulate(schedule(2000, 5), gap=gap, table_sd=0.8, rater_sd=0.0, position_bias=bias)

    psi = planted_psi(gap, table_sd=0.8, rater_sd=0.0, tie_width=0.4, position_bias=bias)

    # 2,000 table means with an SD below ½: four standard errors.
    assert fmean(map(score, votes)) == pytest.approx(psi, abs=4 * 0.5 / 2000**0.5)


def test_planted_psi_is_known_in_simple_cases() -> None:
    # Φ(1 / √2) and Φ(1), from tables of the normal distribution.
    assert planted_psi(1.0, table_sd=1.0, rater_sd=0.0, tie_width=0.0, position_bias=0.0) == pytest.approx(0.76025)
    assert planted_psi(1.0, table_sd=0.0, rater_sd=0.0, tie_width=0.0, position_bias=0.0) == pytest.approx(
        0.84134, abs=1e-5
    )
    assert planted_psi(0.0, table_sd=0.6, rater_sd=0.3, tie_width=0.4, position_bias=2.0) == pytest.approx(0.5)


def test_simulate_votes_shows_the_planted_position_bias() -> None:
    votes = simulate(schedule(2000, 4), position_bias=0.5, tie_width=0.0)

    left = fmean((vote.grade is not None and vote.grade > 0) != vote.item.swapped for vote in votes)

    # Φ(0.5) = .6915.
    assert left == pytest.approx(0.6915, abs=4 * 0.5 / 8000**0.5)


def test_simulate_votes_agrees_more_within_tables_when_tables_differ() -> None:
    def spread(table_sd: float) -> float:
        by_table: dict[str, list[float]] = {}
        for vote in simulate(schedule(300, 10), table_sd=table_sd):
            by_table.setdefault(vote.item.table, []).append(score(vote))
        return fmean((fmean(scores) - 0.5) ** 2 for scores in by_table.values())

    assert spread(1.2) > 2 * spread(0.0)


def test_simulate_votes_uses_every_grade_and_rarely_both_bad() -> None:
    counts = Counter(vote.grade for vote in simulate(schedule(500, 8)))

    assert counts.keys() == {-2, -1, 0, 1, 2, None}
    assert 0 < counts[None] < 0.1 * 4000


def test_simulate_votes_marks_both_bad_where_no_grade_is() -> None:
    assert all(vote.both_bad == (vote.grade is None) for vote in simulate(schedule(100, 8)))


def test_simulate_votes_takes_about_fifty_seconds_each() -> None:
    times = [vote.active_ms for vote in simulate(schedule(200, 50))]

    assert min(times) > 0
    assert median(times) == pytest.approx(50_000, rel=0.1)


def test_simulate_votes_answers_every_item_and_repeats_itself() -> None:
    plan = schedule(20, 3, pairs=(("C", "D"), ("E", "C"), ("D", "E")), n_repeats=5)

    votes = simulate(plan, table_sd=1.0, rater_sd=0.5)

    assert tuple(vote.item for vote in votes) == plan.items
    assert votes == simulate(plan, table_sd=1.0, rater_sd=0.5)
    assert votes != simulate(plan, table_sd=1.0, rater_sd=0.5, seed=b"other")


def test_simulate_votes_of_an_empty_schedule_is_empty() -> None:
    assert simulate(Schedule((("t0",),), ())) == ()


def test_simulate_votes_refuses_an_arm_without_quality() -> None:
    with pytest.raises(ValueError, match="arm X"):
        simulate(schedule(3, 1, pairs=(("C", "X"),)))


def test_simulate_votes_follows_a_quality_by_table_and_arm() -> None:
    plan = schedule(40, 5)
    better = {f"t{number}": 3.0 if number % 2 else -3.0 for number in range(40)}
    quality = {(table, arm): gap if arm == "C" else 0.0 for table, gap in better.items() for arm in ("C", "D")}

    votes = simulate_votes(
        plan, quality=quality, table_sd=0.0, rater_sd=0.0, tie_width=0.4, position_bias=0.0, seed=b"votes"
    )

    for sign in (1, -1):
        scores = [score(vote) for vote in votes if better[vote.item.table] * sign > 0]
        # Φ((3 − 0.4) / 1) is 0.995; 100 votes.
        assert fmean(scores) == pytest.approx(1.0 if sign > 0 else 0.0, abs=0.04)


def test_simulate_votes_needs_a_quality_of_every_text() -> None:
    with pytest.raises(ValueError, match="no quality is given for arm D on table t"):
        simulate_votes(
            schedule(2, 1),
            quality={("t0", "C"): 0.0, ("t1", "C"): 0.0},
            table_sd=0.0,
            rater_sd=0.0,
            tie_width=0.4,
            position_bias=0.0,
            seed=b"votes",
        )
