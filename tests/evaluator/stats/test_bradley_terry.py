"""Bradley–Terry with ties and an order effect: published fits, planted truths, peers, and laws."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import choix
import evalica
import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.miscmodels.ordinal_model import OrderedModel

from evaluator.stats.bradley_terry import BradleyTerry, Ties, fit_bradley_terry
from evaluator.stats.pair_counts import Comparisons
from evaluator.stats.tally import Floats, Ints
from tests.evaluator.stats.comparisons import counts_of, expected_votes, random_comparisons

Case = Callable[[str], dict[str, Any]]
laws = settings(max_examples=20, deadline=None)


def contrasts(fit: BradleyTerry) -> tuple[Floats, Floats]:
    """Log worths and standard errors against the first system."""
    variance = np.diag(fit.covariance) + fit.covariance[0, 0] - 2 * fit.covariance[0]
    return fit.log_worth[1:] - fit.log_worth[0], np.sqrt(variance[1:])


def puddings(example: dict[str, Any]) -> list[tuple[int, int, float, float, float]]:
    return [(i - 1, j - 1, won, tied, lost) for i, j, won, lost, tied in example["input"]["data"]]


def test_davidson_fit_matches_the_puddings(case: Case) -> None:
    example = case("davidson_1970_pudding")
    expected, tolerance = example["expected"], example["tolerance"]

    fit = fit_bradley_terry(counts_of(puddings(example)))

    log_worth, errors = contrasts(fit)
    assert fit.worth == pytest.approx(expected["worth"], abs=tolerance)
    assert fit.log_tie is not None
    assert np.exp(fit.log_tie.value) == pytest.approx(expected["nu"], abs=tolerance)
    assert log_worth == pytest.approx(expected["log_worth_ref1"], abs=tolerance)
    assert errors == pytest.approx(expected["se_log_worth"], abs=tolerance)
    assert fit.log_likelihood == pytest.approx(expected["log_likelihood"], abs=1e-4)
    # Davidson stopped after seven steps by hand.
    published = example["published_tolerance"]
    assert fit.worth == pytest.approx(expected["worth_published"], abs=published)
    assert np.exp(fit.log_tie.value) == pytest.approx(expected["nu_published"], abs=published)


def test_rao_kupper_fit_matches_the_puddings(case: Case) -> None:
    example = case("rao_kupper_pudding")
    expected, tolerance = example["expected"], example["tolerance"]

    fit = fit_bradley_terry(counts_of(puddings(example)), ties="rao_kupper")

    assert contrasts(fit)[0] == pytest.approx(expected["log_worth_ref1"], abs=tolerance)
    assert fit.log_tie is not None
    assert np.exp(fit.log_tie.value) == pytest.approx(expected["theta"], abs=tolerance)
    assert fit.log_likelihood == pytest.approx(expected["log_likelihood"], abs=1e-4)


@pytest.mark.parametrize("ties", ["davidson", "rao_kupper", "half"])
def test_fit_without_ties_matches_the_citations(case: Case, ties: Ties) -> None:
    example = case("stigler_1994_citations")
    wins = example["input"]["wins"]
    rows = [(i, j, wins[i][j], 0.0, wins[j][i]) for i in range(4) for j in range(i + 1, 4)]

    fit = fit_bradley_terry(counts_of(rows), ties=ties)

    log_worth, errors = contrasts(fit)
    assert log_worth == pytest.approx(example["expected"]["log_ability"][1:], abs=example["tolerance"])
    assert errors == pytest.approx(example["expected"]["se"], abs=example["tolerance"])
    assert fit.log_tie is None
    each = np.array([(won, lost) for _, _, won, _, lost in rows])
    saturated = float((each * np.log(each / each.sum(axis=1, keepdims=True))).sum())
    deviance = 2 * (saturated - fit.log_likelihood)
    assert deviance == pytest.approx(example["expected"]["deviance"], abs=example["tolerance"])


@pytest.mark.parametrize("ties", ["davidson", "rao_kupper"])
@pytest.mark.parametrize("order", [-0.7, 0.0, 0.4])
def test_fit_recovers_what_was_planted(ties: Ties, order: float) -> None:
    counts, log_worth = expected_votes([0.0, 1.2, -0.6, 2.0], order=order, ties=ties, tie=1.6)

    fit = fit_bradley_terry(counts, ties=ties)

    assert fit.log_worth == pytest.approx(log_worth)
    assert fit.order is not None
    assert fit.log_tie is not None
    assert fit.order.value == pytest.approx(order, abs=1e-9)
    assert np.exp(fit.log_tie.value) == pytest.approx(1.6)


def test_fit_without_order_effect_shrinks_worths_that_sides_blur() -> None:
    counts, log_worth = expected_votes([0.0, 2.0], order=1.5, ties="davidson", tie=0.5)

    blurred = fit_bradley_terry(counts, order_effect=False)

    assert blurred.order is None
    assert 0 < blurred.log_worth[1] < 0.8 * log_worth[1]


def test_two_systems_without_ties_have_the_odds_of_their_wins() -> None:
    assert fit_bradley_terry(counts_of([(0, 1, 30, 0, 10)])).worth == pytest.approx([0.75, 0.25])


def test_half_ties_give_each_side_half_a_win() -> None:
    fit = fit_bradley_terry(counts_of([(0, 1, 20, 20, 10)]), ties="half", order_effect=False)

    assert fit.worth == pytest.approx([0.6, 0.4])


@pytest.mark.parametrize("ties", ["davidson", "rao_kupper", "half"])
def test_clustered_covariance_is_no_smaller_for_copied_votes(ties: Ties) -> None:
    """Four identical votes per table carry what one does; taken as independent they would seem four times as much."""
    outcome = np.repeat([0, 1, 2], [7, 3, 5])
    one, two, table = np.zeros(15, dtype=int), np.ones(15, dtype=int), np.arange(15)
    copied = Comparisons.of(2, *(np.tile(v, 4) for v in (one, two, outcome)), table=np.tile(table, 4))

    once = fit_bradley_terry(Comparisons.of(2, one, two, outcome, table=table), ties=ties)
    clustered = fit_bradley_terry(copied, ties=ties)
    naive = fit_bradley_terry(replace(copied, table=None), ties=ties)

    assert clustered.covariance == pytest.approx(once.covariance)
    assert (clustered.n_tables, naive.n_tables) == (15, None)
    assert naive.covariance * 4 == pytest.approx(
        fit_bradley_terry(Comparisons.of(2, one, two, outcome), ties=ties).covariance
    )


@laws
@given(random_comparisons(ties=False))
def test_order_effect_and_clustered_covariance_match_logistic_regression(data: Comparisons) -> None:
    """Without ties the model is a logistic regression on differences of systems, and on sides."""
    assert data.side is not None
    assert data.table is not None
    design = np.zeros((len(data.first), 4))
    design[np.arange(len(design)), data.first] = 1
    design[np.arange(len(design)), data.second] -= 1
    design[:, 0] = data.side
    oracle = sm.GLM((data.outcome == 0).astype(float), design, family=sm.families.Binomial()).fit(
        tol=1e-12, cov_type="cluster", cov_kwds={"groups": data.table, "use_correction": False}
    )
    n_tables = len(np.unique(data.table))

    fit = fit_bradley_terry(data)

    log_worth, errors = contrasts(fit)
    assert fit.order is not None
    assert np.append(fit.order.value, log_worth) == pytest.approx(oracle.params, abs=1e-6)
    assert np.append(fit.order.error, errors) == pytest.approx(
        oracle.bse * (n_tables / (n_tables - 1)) ** 0.5, rel=1e-4
    )


@settings(max_examples=5, deadline=None)
@given(random_comparisons())
def test_rao_kupper_matches_an_ordered_logit_of_mirrored_votes(data: Comparisons) -> None:
    assert data.side is not None
    design = np.zeros((len(data.first), 4))
    design[np.arange(len(design)), data.first] = 1
    design[np.arange(len(design)), data.second] -= 1
    design[:, 0] = data.side
    level = 2 - data.outcome
    oracle = OrderedModel(np.concatenate((level, 2 - level)), np.concatenate((design, -design)), distr="logit").fit(
        method="bfgs", gtol=1e-8, maxiter=500, disp=False
    )

    fit = fit_bradley_terry(data, ties="rao_kupper")

    assert fit.order is not None
    assert fit.log_tie is not None
    assert np.append(fit.order.value, contrasts(fit)[0]) == pytest.approx(oracle.params[:4], abs=1e-4)
    assert fit.log_tie.value == pytest.approx(-oracle.params[4], abs=1e-4)


@laws
@given(random_comparisons())
def test_half_ties_match_evalica_and_choix(data: Comparisons) -> None:
    winners = np.array([evalica.Winner.X, evalica.Winner.Draw, evalica.Winner.Y])[data.outcome]
    theirs = evalica.bradley_terry(
        data.first.tolist(), data.second.tolist(), winners.tolist(), tolerance=1e-13, limit=100_000
    ).scores.sort_index()
    # choix knows wins only: counting each vote twice makes a tie one win for either side.
    ends = np.column_stack((data.first, data.second))
    doubled = np.concatenate([ends[data.outcome != 2], ends[data.outcome == 2][:, ::-1]])
    doubled = np.concatenate([doubled, ends[data.outcome == 0], ends[data.outcome == 2][:, ::-1]])
    doubled = np.concatenate([doubled, ends[data.outcome == 1][:, ::-1]])

    fit = fit_bradley_terry(data, ties="half", order_effect=False)

    assert fit.worth == pytest.approx(theirs.to_numpy() / theirs.sum(), abs=1e-5)
    assert fit.log_worth == pytest.approx(choix.ilsr_pairwise(4, doubled.tolist(), tol=1e-10), abs=1e-5)


@laws
@given(random_comparisons(), st.permutations(range(4)), st.sampled_from(["davidson", "rao_kupper", "half"]))
def test_names_of_systems_do_not_matter(data: Comparisons, names: list[int], ties: Ties) -> None:
    new: Ints = np.array(names)
    fit = fit_bradley_terry(data, ties=ties)

    other = fit_bradley_terry(replace(data, first=new[data.first], second=new[data.second]), ties=ties)

    assert other.log_worth[new] == pytest.approx(fit.log_worth, abs=1e-8)
    assert other.covariance[np.ix_(new, new)] == pytest.approx(fit.covariance, abs=1e-8)
    assert other.log_likelihood == pytest.approx(fit.log_likelihood)


@laws
@given(random_comparisons(), st.sampled_from(["davidson", "rao_kupper", "half"]))
def test_naming_a_pair_the_other_way_round_does_not_matter(data: Comparisons, ties: Ties) -> None:
    assert data.side is not None
    turned = replace(data, first=data.second, second=data.first, outcome=2 - data.outcome, side=-data.side)

    fit, other = fit_bradley_terry(data, ties=ties), fit_bradley_terry(turned, ties=ties)

    assert other.log_worth == pytest.approx(fit.log_worth, abs=1e-10)
    assert other.covariance == pytest.approx(fit.covariance, abs=1e-10)
    assert other.order is not None
    assert fit.order is not None
    assert other.order.value == pytest.approx(fit.order.value, abs=1e-10)


@laws
@given(random_comparisons(), st.sampled_from(["davidson", "rao_kupper", "half"]))
def test_swapping_left_and_right_turns_the_order_effect_about(data: Comparisons, ties: Ties) -> None:
    assert data.side is not None
    fit, other = (fit_bradley_terry(one, ties=ties) for one in (data, replace(data, side=-data.side)))

    assert fit.order is not None
    assert other.order is not None
    assert other.order.value == pytest.approx(-fit.order.value, abs=1e-8)
    assert other.log_worth == pytest.approx(fit.log_worth, abs=1e-8)


@laws
@given(random_comparisons(), st.sampled_from(["davidson", "rao_kupper", "half"]))
def test_a_study_done_twice_has_the_same_worths_and_smaller_errors(data: Comparisons, ties: Ties) -> None:
    assert data.side is not None
    assert data.table is not None
    twice = Comparisons.of(
        4,
        *(np.tile(column, 2) for column in (data.first, data.second, data.outcome)),
        side=np.tile(data.side, 2),
        table=np.concatenate((data.table, data.table + 8)),
    )

    before, after = fit_bradley_terry(data, ties=ties), fit_bradley_terry(twice, ties=ties)

    assert after.log_worth == pytest.approx(before.log_worth, abs=1e-8)
    assert (np.diag(after.covariance) <= np.diag(before.covariance) / 2 + 1e-12).all()


def test_a_system_that_never_loses_leaves_the_others_their_worths() -> None:
    others = [(0, 1, 5.0, 2.0, 3.0), (1, 2, 4.0, 1.0, 6.0), (0, 2, 2.0, 2.0, 2.0)]
    best = [(3, system, 6.0, 0.0, 0.0) for system in range(3)]

    fit = fit_bradley_terry(counts_of([*others, *best]))

    assert fit.log_worth[:3] == pytest.approx(fit_bradley_terry(counts_of(others)).log_worth)
    assert len(set(fit.structure.group[:3])) == 1
    assert fit.structure.group[3] != fit.structure.group[0]


def test_systems_never_compared_are_fitted_apart() -> None:
    fit = fit_bradley_terry(counts_of([(0, 1, 30, 0, 10), (2, 3, 10, 0, 10)]))

    assert fit.structure.n_components == 2
    assert fit.worth == pytest.approx([0.75, 0.25, 0.5, 0.5])
    assert fit.covariance[:2, 2:] == pytest.approx(np.zeros((2, 2)))


@pytest.mark.parametrize("ties", ["davidson", "rao_kupper", "half"])
@pytest.mark.parametrize("rows", [[], [(0, 1, 0, 5, 0)], [(0, 1, 3, 2, 0)], [(0, 1, 3, 0, 0)]])
def test_degenerate_votes_give_finite_numbers(rows: list[Any], ties: Ties) -> None:
    fit = fit_bradley_terry(counts_of(rows, n_systems=2), ties=ties)

    assert np.isfinite(fit.log_worth).all()
    assert np.isfinite(fit.covariance).all()


def test_fit_of_no_systems_is_empty() -> None:
    fit = fit_bradley_terry(Comparisons.of(0, [], [], [], table=[]))

    assert (len(fit.log_worth), fit.structure.n_components) == (0, 0)
