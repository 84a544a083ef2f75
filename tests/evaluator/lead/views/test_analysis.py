"""The analysis by arm code: after the lock only, for the study's leads only, without a word of any text."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from evaluator.models import Analysis, Assignment, Rating, Study, User, WriterGuess
from evaluator.steps.analyse_ratings import analyse_ratings
from evaluator.steps.judgement import Answer
from tests.locked import TEXTS, analysed_study, code_of, locked_study
from tests.makers import make_person, make_run, make_study, make_tables, open_with_raters

pytestmark = pytest.mark.django_db
SECRET = "the left one says canary-comment"


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="evaluator.accounts.backends.ByEmail")
    return client


def url(study: Study, name: str = "analysis", *args: object) -> str:
    return reverse(f"lead:{name}", args=[study.uuid, *args])


def commented(code: str) -> Callable[[Assignment], Answer]:
    def answer(assignment: Assignment) -> Answer:
        return Answer(verdict="2", comment=SECRET, wrong=(("left", 0),), active_ms=1000)

    return answer


def test_analysis_shows_numbers_by_arm_code() -> None:
    study, lead = analysed_study()
    page = signed_in(lead).get(url(study)).content.decode()
    assert f"Arm {code_of(study, 'quill-7b')} is better than arm {code_of(study, 'otter-mini')}." in page
    assert "12 / 0 / 0" in page
    assert study.commitment.digest in page


def test_only_a_study_with_hidden_repeats_counts_them() -> None:
    study, lead = analysed_study()
    steps = signed_in(lead).get(url(study)).context["page"].methods.flow
    assert [step.n for step in steps] == [12, 12, 12]
    flow = study.analysis.result["flow"]
    flow.update(repeats_assigned=4, repeats_rated=3)
    Analysis.objects.filter(study=study).update(result=study.analysis.result)
    last = signed_in(lead).get(url(study)).context["page"].methods.flow[-1]
    assert (last.n, last.words) == (3, "hidden repeats of 4, kept out of it")


def test_analysis_is_closed_while_the_study_is_open() -> None:
    tables = make_tables(2)
    lead = make_person("lead@example.org", "lead")
    study = make_study(lead, runs=[make_run(name, tables, text=name) for name in ("one", "two")])
    open_with_raters(study)
    answer = signed_in(lead).get(url(study))
    assert (answer.status_code, answer["Location"]) == (302, url(study, "study"))
    for name, arguments in (("table_votes", [tables.tables.all()[0].uuid]), ("figure", ["forest"])):
        assert signed_in(lead).get(url(study, name, *arguments)).status_code == 404


def test_other_leads_get_404() -> None:
    study, _ = analysed_study()
    other = signed_in(make_person("other@example.org", "lead"))
    table = study.tables.all()[0].table
    for address in (url(study), url(study, "figure", "forest"), url(study, "table_votes", table.uuid)):
        assert other.get(address).status_code == 404


def test_pages_before_the_reveal_hold_no_text_comment_or_name() -> None:
    study, lead = analysed_study(answer=commented)
    assert Rating.objects.filter(comment=SECRET).exists(), "the secret must be there to be kept"
    client = signed_in(lead)
    table = study.tables.all()[0].table
    pages = [url(study), url(study, "table_votes", table.uuid), url(study, "figure", "forest")]
    for address in pages:
        answer = client.get(address)
        assert answer.status_code == 200
        body = answer.content.decode() + str(answer.headers)
        for word in (SECRET, *TEXTS, *TEXTS.values()):
            assert word not in body


def test_guesses_are_summed_over_arms_before_the_reveal() -> None:
    study, lead = locked_study()
    for arm in study.arms.all():
        WriterGuess.objects.create(rater=study.raters.get(code="R1"), arm=arm, kind=WriterGuess.Kind.RULES)
    analyse_ratings(study.pk)
    page = signed_in(lead).get(url(study)).context["page"]
    (row,) = page.guesses.rows
    assert (row.writer, row.counts, row.truth) == ("All arms together", (0, 2, 0, 0, 0), "")


def test_page_waits_for_the_worker_and_then_opens_itself() -> None:
    study, lead = locked_study()
    client = signed_in(lead)
    assert "The numbers are being computed." in client.get(url(study)).content.decode()
    assert client.get(url(study), headers={"HX-Request": "true"}).status_code == 204
    analyse_ratings(study.pk)
    assert client.get(url(study), headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_asking_a_worker_again_leads_back_to_the_page() -> None:
    study, lead = locked_study()
    answer = signed_in(lead).post(url(study, "start_analysis"))
    assert (answer.status_code, answer["Location"]) == (302, url(study))


def test_figure_is_a_download_that_can_run_nothing() -> None:
    study, lead = analysed_study()
    answer = signed_in(lead).get(url(study, "figure", "forest"))
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert answer.content.startswith(b"<svg")
    assert signed_in(lead).get(url(study, "figure", "nothing")).status_code == 404


def test_simulated_study_says_so_on_every_page() -> None:
    study, lead = analysed_study(simulated=True)
    table = study.tables.all()[0].table
    for address in (url(study), url(study, "table_votes", table.uuid)):
        assert "Simulated raters." in signed_in(lead).get(address).content.decode()


def test_study_without_ratings_has_a_page_too() -> None:
    study, lead = analysed_study(answer=lambda code: lambda _: Answer(cant_judge="other", active_ms=1), margin=None)
    page = signed_in(lead).get(url(study)).content.decode()
    assert "No table has a rating that counts, so nothing can be said." in page
    assert "undefined, because" in page


@pytest.mark.parametrize(
    ("query", "n"),
    [({}, 6), ({"name": "TABLE_3"}, 1), ({"outcome": "disputed"}, 0), ({"outcome": "agreed"}, 6), ({"domain": "x"}, 0)],
)
def test_list_of_tables_is_filtered(query: dict[str, str], n: int) -> None:
    study, lead = analysed_study()
    assert len(signed_in(lead).get(url(study), query).context["page"].explorer.rows) == n


def test_nonsense_in_the_address_is_left_out() -> None:
    study, lead = analysed_study()
    query = {"n": "-1", "outcome": "<b>", "pair": "Z-Z", "name": "\x00", "band": "none"}
    assert signed_in(lead).get(url(study), query).status_code == 200


def test_most_disputed_table_stands_first() -> None:
    study, lead = analysed_study(answer=lambda code: disagree_on("shop.table_2"))
    page = signed_in(lead).get(url(study)).context["page"]
    first = page.explorer.rows[0]
    assert (first.name, first.value, first.disagreement) == ("shop.table_2", "0.50", "1.00")
    assert [letter.tone for letter in first.letters] in (["b", "s"], ["s", "b"])


def disagree_on(table: str) -> Callable[[Assignment], Answer]:
    """Everybody ties, but on one table each rater prefers another arm."""

    def answer(assignment: Assignment) -> Answer:
        if assignment.pair.table.table.name != table:
            return Answer(verdict="3", active_ms=1)
        first_left = not assignment.swapped
        return Answer(verdict="1" if first_left == (assignment.slot.number == 1) else "5", active_ms=1)

    return answer


def test_votes_page_shows_each_answer_as_it_was_shown() -> None:
    study, lead = analysed_study()
    table = study.tables.all()[0].table
    page = signed_in(lead).get(url(study, "table_votes", table.uuid)).context["page"]
    best = code_of(study, "quill-7b")
    assert [(vote.rater, vote.answer) for vote in page.votes] == [
        ("R1", f"arm {best} much better"),
        ("R2", f"arm {best} much better"),
    ]
    assert {vote.as_shown.split(";")[0] for vote in page.votes} == {"left much better", "right much better"}


def test_number_of_queries_does_not_grow_with_tables(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    study, lead = analysed_study(n_tables=12)
    client = signed_in(lead)
    with django_assert_max_num_queries(24):
        assert client.get(url(study)).status_code == 200
    assert Analysis.objects.count() == 1
