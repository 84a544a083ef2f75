"""The methods paragraph: it says what was computed, and leaves out what was not."""

from dataclasses import replace

from evaluator.stats.methods_text import methods_text
from evaluator.stats.outcomes import Outcome, Side, Vote
from evaluator.stats.report import analyse
from tests.evaluator.stats.studies import votes_of

ROWS = {"r1": "WWLTWW?", "r2": "WLLTW0W"}


def test_a_small_study_in_full() -> None:
    text = methods_text(analyse(votes_of(ROWS), margin=0.1))

    assert text == (
        "2 raters compared the texts of 2 systems in pairs on 7 tables: 14 answers. 1 answer “can't judge” was counted and"
        " left out. The win rate of a pair is the mean over tables of the mean over raters, a win being 1, a tie or “both"
        " bad” ½ and a loss 0. Its 95 % intervals are t intervals over tables, which are taken as independent draws; raters"
        " are taken as fixed, so that claims reach to other tables and not to other raters. p values are two-sided sign-flip"
        " tests over table means (Fisher 1935, sec. 21), over all patterns. Better, not worse and equivalent were read off"
        " the interval, the latter two at a margin of 0.1 on the win rate (compare Piaggio et al. 2012), without adjustment"
        " for several pairs. Agreement, on each table under each pair, is Krippendorff's α (2011), nominal on win, tie and"
        " loss and ordinal on loss, tie and win, beside Gwet's AC1 (2008), Fleiss' and Cohen's κ and raw agreement, with"
        " intervals by the jackknife over tables, on Fisher's scale (1925) or, for raw agreement, Wilson's (1927). Worths are maximum likelihood estimates of Davidson's (1970) model with ties,"
        " without an order effect, with a covariance clustered by table and simultaneous rank sets (Mogstad et al. 2024)."
    )


def test_a_clear_win_rate_names_the_interval_that_it_has() -> None:
    text = methods_text(analyse(votes_of({"r1": "WWWWWWWL", "r2": "WWWWWWWW"})))

    assert (
        "t intervals over tables (Wilson's (1927) with the effective number of cases below 20 and above 80 %)" in text
    )


def test_several_pairs_are_adjusted_and_identical_texts_and_repeats_named() -> None:
    votes = [*votes_of(ROWS), *votes_of(ROWS, opponent="z"), Vote("t00", "r1", "x", "y", Outcome.A, repeat=1)]

    text = methods_text(analyse(votes, identical=[("t09", "x", "y"), ("t09", "x", "z")]))

    assert "28 answers, and 1 hidden repeat that no win rate counts." in text
    assert "2 tables (counted per pair) with identical texts were not shown" in text
    assert "adjusted over 2 pairs by Holm's (1979) procedure" in text
    assert "No margin was given" in text


def test_sides_give_an_order_effect_to_speak_of() -> None:
    sides: tuple[Side, Side] = ("a", "b")
    votes = [replace(v, shown_left=sides[i % 2]) for i, v in enumerate(votes_of({"r1": "WLWLTWLLWW"}))]

    assert "an effect of the left side (Davidson and Beaver 1977)" in methods_text(analyse(votes))


def test_looks_change_what_is_said_of_intervals_and_tests() -> None:
    text = methods_text(analyse(votes_of(ROWS), margin=0.1, order=["t00"], looked=True))

    assert "betting confidence sequences over completed tables" in text
    assert "there are no p values" in text
    assert "sign-flip" not in text


def test_nothing_is_said_of_what_was_not_computed() -> None:
    text = methods_text(analyse(votes_of({"r1": "WWWW"})))

    assert "Agreement could not be computed: no table was judged by two raters." in text
    assert "Davidson" not in text
    assert methods_text(analyse([])) == "There were no ratings to analyse."


def test_exact_bounds_are_named_where_they_stand_in_for_t() -> None:
    assert "(exact binomial bounds where every table says the same)" in methods_text(analyse(votes_of({"r1": "WWWW"})))
