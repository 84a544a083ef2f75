"""The report: its laws, its shape, and data that allow little."""

import json
import math
import random
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.stats.outcomes import Outcome, Side, Vote
from evaluator.stats.report import Report, analyse
from evaluator.stats.tally import Identical
from tests.evaluator.stats.studies import studies, votes_of

HEAVY = {"numpy", "scipy", "krippendorff", "django"}
laws = settings(max_examples=20, deadline=None)


def close(first: object, second: object) -> bool:
    """Equal JSON values, numbers up to rounding."""
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(close(first[key], second[key]) for key in first)
    if isinstance(first, list) and isinstance(second, list):
        return len(first) == len(second) and all(close(a, b) for a, b in zip(first, second, strict=True))
    if isinstance(first, float) and isinstance(second, float):
        return math.isclose(first, second, rel_tol=1e-7, abs_tol=1e-9)
    return first == second


def sides_swapped(vote: Vote) -> Vote:
    """The same judgement, written down with system_a and system_b exchanged."""
    other: dict[Side | None, Side | None] = {"a": "b", "b": "a", None: None}
    return replace(
        vote,
        system_a=vote.system_b,
        system_b=vote.system_a,
        outcome=vote.outcome.flipped,
        grade=None if vote.grade is None else -vote.grade,
        shown_left=other[vote.shown_left],
    )


@laws
@given(studies(graded=True), st.randoms(use_true_random=False))
def test_order_of_votes_does_not_matter(votes: list[Vote], shuffler: random.Random) -> None:
    shuffled = shuffler.sample(votes, len(votes))

    assert analyse(shuffled, margin=0.1) == analyse(votes, margin=0.1)


@laws
@given(studies(graded=True))
def test_writing_a_pair_the_other_way_round_does_not_matter(votes: list[Vote]) -> None:
    assert analyse([sides_swapped(vote) for vote in votes]) == analyse(votes)


@laws
@given(studies(), st.permutations(range(6)), st.permutations(range(4)))
def test_names_of_tables_and_raters_do_not_matter(votes: list[Vote], tables: list[int], raters: list[int]) -> None:
    renamed = [replace(v, table=f"t{tables[int(v.table[1])]}", rater=f"r{raters[int(v.rater[1])]}") for v in votes]
    plain, other = analyse(votes).to_json(), analyse(renamed).to_json()

    for part in ("n", "pairs", "position", "bradley_terry", "bradley_terry_half_ties"):
        assert close(plain[part], other[part])
    assert close(_agreement(analyse(votes)), _agreement(analyse(renamed)))


@laws
@given(studies(), st.permutations(range(3)))
def test_names_of_systems_do_not_matter_to_pairs(votes: list[Vote], names: list[int]) -> None:
    """The pooled α and AC1 are exempt: renaming turns some sorted pairs round and not others."""
    names_of = {f"s{i}": f"s{names[i]}" for i in range(3)}
    plain = analyse(votes, margin=0.1)
    other = analyse(
        [replace(v, system_a=names_of[v.system_a], system_b=names_of[v.system_b]) for v in votes], margin=0.1
    )

    expected = {
        (names_of[p.system], names_of[p.opponent]): (p.psi.estimate, p.p, p.wins, p.losses) for p in plain.pairs
    }
    found = {(p.system, p.opponent): (p.psi.estimate, p.p, p.wins, p.losses) for p in other.pairs}
    assert {key: pytest.approx(value) for key, value in expected.items()} == found
    alphas = {frozenset((names_of[p.system], names_of[p.opponent])): p.coefficients for p in plain.agreement.by_pair}
    for pair in other.agreement.by_pair:
        before = alphas[frozenset((pair.system, pair.opponent))]
        assert pair.coefficients.alpha_nominal.estimate == _near(before.alpha_nominal.estimate)
        assert pair.coefficients.alpha_ordinal.estimate == _near(before.alpha_ordinal.estimate)


@laws
@given(studies())
def test_a_study_done_twice_has_the_same_figures_and_no_wider_intervals(votes: list[Vote]) -> None:
    once = analyse(votes)
    twice = analyse([*votes, *(replace(vote, table=f"{vote.table}'") for vote in votes)])

    for before, after in zip(once.pairs, twice.pairs, strict=True):
        assert after.psi.estimate == _near(before.psi.estimate)
        if before.psi.low is not None and before.psi.high is not None:
            assert after.psi.low is not None
            assert after.psi.high is not None
            assert after.psi.high - after.psi.low <= before.psi.high - before.psi.low
    assert twice.agreement.pooled.raw.estimate == _near(once.agreement.pooled.raw.estimate)
    assert twice.agreement.pooled.ac1.estimate == _near(once.agreement.pooled.ac1.estimate)
    assert [s.log_worth for s in twice.ranking.systems] == [_near(s.log_worth) for s in once.ranking.systems]


@settings(max_examples=40, deadline=None)
@given(
    studies(),
    st.sampled_from([None, 0.1]),
    st.lists(st.tuples(st.sampled_from(["t0", "t9"]), st.just("s0"), st.just("s1"))),
)
def test_every_study_gives_strict_json(votes: list[Vote], margin: float | None, identical: list[Identical]) -> None:
    figures = analyse(votes, margin=margin, identical=identical).to_json()

    assert json.loads(json.dumps(figures, allow_nan=False)) == figures


def test_pairs_come_in_both_directions() -> None:
    report = analyse([*votes_of({"r1": "WL"}), *votes_of({"r1": "WL"}, opponent="z")])

    assert [(p.system, p.opponent) for p in report.pairs] == [("x", "y"), ("x", "z"), ("y", "x"), ("z", "x")]


def test_no_votes_give_empty_tables_and_reasons() -> None:
    report = analyse([])

    assert (report.n.ratings, report.pairs, report.raters, report.tables) == (0, (), (), ())
    assert report.agreement.pooled.alpha_nominal.estimate is None
    assert report.warnings[0] == "there are no ratings"


def test_one_rater_has_win_rates_and_no_agreement() -> None:
    report = analyse(votes_of({"r1": "WLWLW"}))

    assert report.pairs[0].psi.estimate == pytest.approx(0.6)
    assert report.agreement.pooled.raw.estimate is None
    assert report.warnings[0] == "there is one rater: agreement needs two"


def test_one_rater_on_many_pairs_is_told_once_that_agreement_needs_two() -> None:
    report = analyse([*votes_of({"r1": "WL"}), *votes_of({"r1": "WL"}, opponent="z")])

    assert len([warning for warning in report.warnings if "judged by two raters" in warning]) == 1


def test_ties_only_give_an_even_win_rate_without_a_confident_interval() -> None:
    report = analyse(votes_of({"r1": "TTTT", "r2": "TTTT"}), margin=0.1)
    pair = report.pairs[0]

    assert (pair.psi.estimate, pair.psi.low, pair.psi.high, pair.p) == (0.5, None, None, 1.0)
    assert pair.verdict is not None
    assert pair.verdict.equivalence == "inconclusive"
    assert report.agreement.pooled.alpha_nominal.estimate is None
    assert report.agreement.pooled.ac1.estimate is None


def test_one_table_has_a_win_rate_without_an_interval() -> None:
    report = analyse(votes_of({"r1": "W", "r2": "T"}))

    assert (report.pairs[0].psi.estimate, report.pairs[0].psi.low, report.pairs[0].p) == (0.75, None, 1.0)


def test_pairs_that_share_no_system_are_analysed_and_ranked_apart() -> None:
    report = analyse([*votes_of({"r1": "WLW"}), *votes_of({"r1": "WLT"}, system="p", opponent="q")])

    assert [p.psi.estimate for p in report.pairs if p.system in "px"] == pytest.approx([0.5, 2 / 3])
    assert report.ranking.note == (
        "the systems fall into 2 groups that were never compared with each other, so each group is ranked by itself"
    )


def test_ranking_in_json_has_order_effect_ranks_and_the_other_fits() -> None:
    sides: tuple[Side, Side] = ("a", "b")
    votes = [
        replace(vote, shown_left=sides[i % 2])
        for a, b, rows in (("x", "y", "WWLTWL"), ("y", "z", "WLTLWW"), ("x", "z", "WWTWLW"))
        for i, vote in enumerate(votes_of({"r1": rows, "r2": rows[::-1]}, system=a, opponent=b))
    ]
    report = analyse(votes)
    figures: dict[str, Any] = json.loads(json.dumps(report.to_json()))
    fit, halves = figures["bradley_terry"], figures["bradley_terry_half_ties"]

    assert fit["tie"] == fit["tie_interval"]["estimate"] == report.ranking.tie.estimate
    assert fit["order"]["low"] < fit["order"]["estimate"] < fit["order"]["high"]
    assert [(s["system"], s["rank_low"], s["rank_high"], s["component"]) for s in fit["systems"]] == [
        ("x", 1, 3, 1),
        ("y", 1, 3, 1),
        ("z", 1, 3, 1),
    ]
    assert sum(s["worth"] for s in fit["rao_kupper"]["systems"]) == pytest.approx(1)
    assert sum(s["worth"] for s in halves["systems"]) == pytest.approx(1)


def test_missing_order_effect_and_infinite_worth_are_warned_of() -> None:
    report = analyse([*votes_of({"r1": "WWWW"}), *votes_of({"r1": "WLWL"}, system="y", opponent="z")])

    best = report.ranking.systems[0]
    assert (best.system, best.log_worth, best.worth, best.high) == ("x", None, None, None)
    assert best.low is not None
    assert "order effect of the ranking: undefined, because no vote has a known side" in report.warnings
    assert (
        "ranking: no finite worth for x: never lost or tied against the rest, or never won; only bounds are given"
        in report.warnings
    )


def test_missing_answers_and_partial_grades_are_warned_of() -> None:
    votes = [*votes_of({"r1": "WLW", "r2": "WL"}), Vote("t02", "r3", "x", "y", Outcome.A, grade=2)]
    report = analyse(votes)

    assert "some votes have no grade: ordinal alpha uses loss, tie and win instead of the grades" in report.warnings
    assert "3 of 3 tables (counted per pair) lack an answer from some rater" in report.warnings


def test_repeats_without_a_primary_answer_are_warned_of() -> None:
    votes = [*votes_of({"r1": "WLW", "r2": "WLT"}), Vote("t00", "r1", "x", "y", Outcome.A, repeat=1)]
    alone = [*votes, Vote("t00", "r3", "x", "y", Outcome.A, repeat=1)]
    warning = "1 repeats have no primary answer (repeat 0) of the same rater beside them and are left out"

    assert warning not in analyse(votes).warnings
    assert warning in analyse(alone).warnings


@pytest.mark.parametrize(("margin", "confidence"), [(0.5, 0.95), (-0.1, 0.95), (0.1, 1.0), (0.1, 0.0)])
def test_settings_off_their_scale_are_refused(margin: float, confidence: float) -> None:
    with pytest.raises(ValueError, match="not between"):
        analyse([], margin=margin, confidence=confidence)


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, evaluator.stats, evaluator.stats.outcomes; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()

    assert "evaluator.stats" in loaded
    assert HEAVY & set(loaded) == set()


def test_analysing_loads_no_web_framework() -> None:
    code = "import sys, evaluator.stats.__main__; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()

    assert HEAVY & set(loaded) == HEAVY - {"django"}


def _near(value: float | None) -> object:
    return None if value is None else pytest.approx(value, abs=1e-7)


def _agreement(report: Report) -> object:
    figures = report.agreement.pooled
    return [
        [f.estimate, f.low, f.high] for f in (figures.alpha_nominal, figures.alpha_ordinal, figures.ac1, figures.raw)
    ]
