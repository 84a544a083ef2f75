"""Sensitivity analyses on random small studies: no crash, no NaN, and bounds in order around their estimate."""

import math
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.stats.dawid_skene import rater_model
from evaluator.stats.intervals import Estimate
from evaluator.stats.length import length_bias
from evaluator.stats.outcomes import Vote
from evaluator.stats.pace import paces
from evaluator.stats.proportional_odds import proportional_odds
from evaluator.stats.redraw import redraw
from evaluator.stats.retest import retest
from evaluator.stats.tally import Tally, tally
from evaluator.stats.two_way import two_way
from tests.evaluator.stats.studies import studies

LENGTHS = st.one_of(st.none(), st.integers(0, 30))


@st.composite
def full_studies(draw: st.DrawFn) -> list[Vote]:
    """Graded votes with lengths, sides, times and repeats, each of them now and then missing."""
    votes = draw(studies(graded=True))
    return [
        replace(
            vote,
            length_a=draw(LENGTHS),
            length_b=draw(LENGTHS),
            repeat=draw(st.sampled_from([0, 0, 0, 1])),
            active_ms=draw(LENGTHS),
        )
        for vote in votes
    ]


def analyses(study: Tally) -> list[object]:
    return [
        two_way(study, confidence=0.95),
        redraw(study, seed=0, draws=20),
        retest(study, confidence=0.95),
        rater_model(study),
        length_bias(study, confidence=0.95),
        proportional_odds(study, confidence=0.95),
        paces(study),
    ]


def figures(value: object) -> Iterator[Estimate | float]:
    if isinstance(value, Estimate | float):
        yield value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from figures(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from figures(getattr(value, field.name))


@settings(max_examples=80, deadline=None)
@given(full_studies())
def test_analyses_of_any_study_give_numbers_or_reasons(votes: list[Vote]) -> None:
    for figure in figures(analyses(tally(votes))):
        if isinstance(figure, float):
            assert math.isfinite(figure)
            continue
        if figure.estimate is None or figure.low is None or figure.high is None:
            assert figure.note is not None
        else:
            assert figure.low <= figure.estimate + 1e-9
            assert figure.estimate <= figure.high + 1e-9


def test_analyses_of_no_votes_at_all_give_no_figures() -> None:
    assert [figure for figure in figures(analyses(tally([]))) if not isinstance(figure, Estimate)] == []
    assert all(f.note for f in figures(analyses(tally([]))) if isinstance(f, Estimate))
