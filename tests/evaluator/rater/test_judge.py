"""Comparing: one submission, stored once, whatever happens on the way."""

from uuid import uuid4

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluator.models import Assignment, Candidate, ProblemReport, Rater, Rating, Study
from evaluator.steps.advance_study import lock_study
from evaluator.steps.join_study import enrol
from tests.evaluator.rater.conftest import Desk
from tests.makers import make_person


def test_submit_stores_the_rating_towards_the_first_candidate(desk: Desk) -> None:
    assignment = desk.next_assignment()
    wrong = ["left:table", "right:1"]

    answer = desk.submit(
        assignment, desk.form(verdict="1", comment="Left it is.", wrong=wrong, **{"criterion:Accuracy": "l"}), htmx=True
    )

    rating = Rating.objects.get(assignment=assignment)
    towards_first = -1 if assignment.swapped else 1
    left, right = ("second", "first") if assignment.swapped else ("first", "second")
    assert answer.status_code == 200
    assert rating.grade == 2 * towards_first
    assert rating.criteria == {"Accuracy": towards_first}
    assert rating.wrong == [[left, None], [right, 1]]
    assert (rating.comment, rating.active_ms, rating.shown_swapped) == ("Left it is.", 41000, assignment.swapped)


def test_submit_answers_with_the_next_pair_in_the_same_request(desk: Desk) -> None:
    first = desk.next_assignment()

    answer = desk.submit(first, desk.form(), htmx=True)

    following = desk.next_assignment()
    assert following != first
    assert f'data-assignment="{following.uuid}"' in answer.content.decode()
    assert "✓ Saved: Left better" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_submit_without_script_redirects_to_the_next_pair(desk: Desk) -> None:
    assignment = desk.next_assignment()

    answer = desk.submit(assignment, desk.form())

    assert answer.status_code == 302
    page = desk.client.get(answer.url)
    assert "✓ Saved" in page.content.decode()
    assert reverse("rater:pair", args=[assignment.uuid]) in page.content.decode()


def test_submit_twice_with_one_key_stores_one_rating(desk: Desk) -> None:
    assignment, fields = desk.next_assignment(), desk.form()

    answers = [desk.submit(assignment, fields, htmx=True) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert Rating.objects.filter(assignment=assignment).count() == 1


def test_submit_from_a_second_tab_is_a_conflict_that_keeps_the_answer(desk: Desk) -> None:
    assignment, one_tab, other_tab = (
        desk.next_assignment(),
        desk.form(),
        desk.form(verdict="5", comment="Typed for long."),
    )
    desk.submit(assignment, one_tab, htmx=True)

    answer = desk.submit(assignment, other_tab, htmx=True)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Answered elsewhere meanwhile" in page
    assert "Typed for long." in page
    assert 'value="5" aria-label="Right much better" checked' in page
    assert Rating.objects.get(assignment=assignment).comment == ""


def test_revising_appends_a_revision_and_the_highest_counts(desk: Desk) -> None:
    assignment = desk.next_assignment()
    desk.submit(assignment, desk.form(verdict="2"), htmx=True)

    desk.submit(assignment, desk.form(verdict="3", base_revision=1, side_token=token_of(desk, assignment)), htmx=True)

    assert list(Rating.objects.filter(assignment=assignment).order_by("revision").values_list("revision", "grade")) == [
        (1, -1 if assignment.swapped else 1),
        (2, 0),
    ]
    assert desk.next_assignment() != assignment


def token_of(desk: Desk, assignment: Assignment) -> str:
    page = desk.client.get(reverse("rater:pair", args=[assignment.uuid])).content.decode()
    return page.split('name="side_token" value="')[1].split('"')[0]


def test_submit_with_the_sides_shown_otherwise_is_refused(desk: Desk) -> None:
    assignment, fields = desk.next_assignment(), desk.form()
    Assignment.objects.filter(pk=assignment.pk).update(swapped=not assignment.swapped)

    answer = desk.submit(assignment, fields, htmx=True)

    assert answer.status_code == 409
    assert "The page was out of date" in answer.content.decode()
    assert not Rating.objects.exists()


def test_submit_without_a_verdict_says_what_is_missing(desk: Desk) -> None:
    assignment = desk.next_assignment()

    answer = desk.submit(assignment, desk.form(verdict="", comment="Half done."), htmx=True)

    assert answer.status_code == 422
    assert "Choose a verdict first" in answer.content.decode()
    assert "Half done." in answer.content.decode()
    assert not Rating.objects.exists()


def test_submit_of_a_reason_counts_as_an_answer_without_a_grade(desk: Desk) -> None:
    assignment = desk.next_assignment()

    desk.submit(assignment, desk.form(verdict="", cant_judge="unclear_table"), htmx=True)

    rating = Rating.objects.get(assignment=assignment)
    assert (rating.grade, rating.cant_judge, rating.both_bad) == (None, "unclear_table", False)


def test_submit_of_both_bad_is_grade_zero_and_marked(desk: Desk) -> None:
    assignment = desk.next_assignment()

    desk.submit(assignment, desk.form(verdict="0"), htmx=True)

    rating = Rating.objects.get(assignment=assignment)
    assert (rating.grade, rating.both_bad) == (0, True)


def test_submit_of_a_criterion_or_column_that_the_pair_lacks_is_refused(desk: Desk) -> None:
    assignment = desk.next_assignment()

    for nonsense in ({"criterion:Charm": "l"}, {"wrong": ["left:99"]}):
        assert desk.submit(assignment, desk.form(**nonsense), htmx=True).status_code == 409

    assert not Rating.objects.exists()


def test_a_comment_that_is_not_there_cannot_be_marked_wrong(desk: Desk) -> None:
    # Not by its page: what a page has shown stays in memory, as it stays in the database.
    assignment = Assignment.objects.filter(slot=desk.rater.slot).order_by("position")[0]
    left = assignment.pair.second if assignment.swapped else assignment.pair.first
    Candidate.objects.filter(pk=left.pk).update(comments=[None, *left.comments[1:]])

    page = desk.client.get(reverse("rater:study", args=[desk.study.uuid])).content.decode()
    refused = desk.submit(assignment, desk.form(wrong=["left:0"]))
    taken = desk.submit(assignment, desk.form(wrong=["left:1", "right:0"]))

    assert "No comment given" in page
    assert 'value="left:0"' not in page
    assert 'value="right:0"' in page
    assert (refused.status_code, taken.status_code) == (409, 302)


def test_submit_after_the_lock_is_kept_uncounted(desk: Desk) -> None:
    assignment, fields = desk.next_assignment(), desk.form(comment="Too late.")
    lock_study(desk.study, actor="lead@example.org")

    answer = desk.submit(assignment, fields, htmx=True)

    assignment.refresh_from_db()
    assert "The study is locked" in answer.content.decode()
    assert assignment.draft is not None
    assert assignment.draft["comment"] == "Too late."
    assert not Rating.objects.exists()


def test_draft_survives_a_reload_and_another_device(desk: Desk) -> None:
    assignment = desk.next_assignment()
    elsewhere = Client()
    elsewhere.force_login(desk.rater.user, backend="evaluator.accounts.backends.ByEmail")

    kept = desk.client.post(
        reverse("rater:draft", args=[assignment.uuid]), {"verdict": "4", "comment": "Nearly", "active_ms": "9000"}
    )

    page = elsewhere.get(reverse("rater:study", args=[desk.study.uuid])).content.decode()
    assert kept.status_code == 204
    assert 'value="4" aria-label="Right better" checked' in page
    assert "Nearly" in page
    assert 'name="active_ms" value="9000"' in page


def test_a_draft_overtaken_by_its_answer_is_dropped(desk: Desk) -> None:
    assignment, fields = desk.next_assignment(), desk.form(verdict="2")
    draft_url = reverse("rater:draft", args=[assignment.uuid])
    desk.submit(assignment, fields)

    late = desk.client.post(draft_url, {**fields, "verdict": "5"})

    assignment.refresh_from_db()
    assert (late.status_code, assignment.draft) == (204, None)
    desk.client.post(draft_url, {**fields, "base_revision": "1", "verdict": "4"})
    assignment.refresh_from_db()
    assert assignment.draft is not None
    assert assignment.draft["verdict"] == "4"


def test_expired_session_hands_the_answer_back(desk: Desk) -> None:
    assignment, fields = desk.next_assignment(), desk.form(comment="Long thought.")
    desk.client.logout()

    answer = desk.submit(assignment, fields)

    assert answer.status_code == 401
    assert 'name="comment" value="Long thought."' in answer.content.decode()
    assert not Rating.objects.exists()


def test_token_of_an_older_sign_in_hands_the_answer_back(desk: Desk) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(desk.rater.user, backend="evaluator.accounts.backends.ByEmail")

    answer = strict.post(reverse("rater:pair", args=[desk.next_assignment().uuid]), desk.form(comment="Kept."))

    assert answer.status_code == 403
    assert 'name="comment" value="Kept."' in answer.content.decode()


def test_pairs_of_others_are_not_found(desk: Desk) -> None:
    others = Assignment.objects.filter(slot__study=desk.study, slot__number=2).first()
    assert others is not None

    for name in ("pair", "draft", "problem"):
        assert desk.client.post(reverse(f"rater:{name}", args=[others.uuid]), desk.form(text="x")).status_code == 404
    assert desk.client.get(reverse("rater:pair", args=[others.uuid])).status_code == 404
    assert desk.client.get(reverse("rater:study", args=[uuid4()])).status_code == 404


def test_a_rater_who_was_replaced_is_told_and_sees_no_pair(desk: Desk) -> None:
    desk.submit(desk.next_assignment(), desk.form())
    assignment = desk.next_assignment()
    Rater.objects.filter(pk=desk.rater.pk).update(left_at=timezone.now())

    pages = [
        desk.client.get(reverse(f"rater:{name}", args=[desk.study.uuid])).content.decode()
        for name in ("study", "history", "guideline", "back", "finish")
    ]
    pages.append(desk.client.get(reverse("rater:pair", args=[assignment.uuid])).content.decode())

    for page in pages:
        assert "Your 1 stored rating stays and counts." in page
        assert "wording" not in page
        assert assignment.pair.table.table.name not in page
    home = desk.client.get(reverse("rater:home")).content.decode()
    assert "Ended for you" in home
    assert "Your 1 stored rating stays and counts." in home


def test_an_answer_after_being_replaced_is_shown_and_left_out(desk: Desk) -> None:
    assignment, form = desk.next_assignment(), desk.form(comment="Both name the key.")
    Rater.objects.filter(pk=desk.rater.pk).update(left_at=timezone.now())

    page = desk.submit(assignment, form, htmx=True).content.decode()

    assert "Your last answer is not stored." in page
    assert "Both name the key." in page
    assignment.refresh_from_db()
    assert (assignment.revision, assignment.draft) == (0, None)


def test_problem_puts_the_pair_off_to_the_end(desk: Desk) -> None:
    assignment = desk.next_assignment()

    answer = desk.client.post(reverse("rater:problem", args=[assignment.uuid]), {"text": "The left text is cut off."})

    assert answer.status_code == 302
    assert ProblemReport.objects.get().text == "The left text is cut off."
    assert desk.next_assignment() != assignment
    for _ in range(3):
        desk.submit(desk.next_assignment(), desk.form(), htmx=True)
    assert desk.next_assignment() == assignment


def test_a_reported_problem_is_confirmed_on_the_next_page(desk: Desk) -> None:
    problem = reverse("rater:problem", args=[desk.next_assignment().uuid])

    page = desk.client.post(problem, {"text": "Cut off."}, follow=True).content.decode()

    assert "Problem reported." in page
    assert "Problem reported." not in desk.client.get(reverse("rater:study", args=[desk.study.uuid])).content.decode()


def test_a_problem_sent_twice_is_stored_once(desk: Desk) -> None:
    problem = reverse("rater:problem", args=[desk.next_assignment().uuid])

    for text in ("Cut off.", "Cut off.", "It is the right one, too."):
        assert desk.client.post(problem, {"text": text}).status_code == 302

    stored = ProblemReport.objects.order_by("id").values_list("text", flat=True)
    assert list(stored) == ["Cut off.", "It is the right one, too."]


def test_back_leads_to_the_pair_answered_last(desk: Desk) -> None:
    assignment = desk.next_assignment()
    desk.submit(assignment, desk.form(), htmx=True)

    answer = desk.client.get(reverse("rater:back", args=[desk.study.uuid]))

    assert answer.url == reverse("rater:pair", args=[assignment.uuid])  # type: ignore[attr-defined]


def test_after_the_last_pair_the_page_leads_to_closing(desk: Desk) -> None:
    for _ in range(3):
        desk.submit(desk.next_assignment(), desk.form(), htmx=True)

    answer = desk.submit(desk.next_assignment(), desk.form(), htmx=True)

    assert answer["HX-Redirect"] == reverse("rater:finish", args=[desk.study.uuid])


def test_a_draft_study_is_not_found(desk: Desk) -> None:
    Study.objects.filter(pk=desk.study.pk).update(state=Study.State.DRAFT)

    assert desk.client.get(reverse("rater:study", args=[desk.study.uuid])).status_code == 404


def test_somebody_without_a_slot_sees_no_study(desk: Desk) -> None:
    stranger = Client()
    stranger.force_login(make_person("stranger@example.org", "rater"), backend="evaluator.accounts.backends.ByEmail")

    assert stranger.get(reverse("rater:study", args=[desk.study.uuid])).status_code == 404
    assert "No study is waiting for you" in stranger.get(reverse("rater:home")).content.decode()


def test_who_takes_over_sees_none_of_the_answers_before(desk: Desk) -> None:
    answered = desk.next_assignment()
    desk.submit(answered, desk.form(comment="Mine alone."), htmx=True)
    successor = make_person("successor@example.org", "rater")
    Rater.objects.filter(pk=desk.rater.pk).update(left_at=timezone.now())
    enrol(successor, desk.rater.slot)
    client = Client()
    client.force_login(successor, backend="evaluator.accounts.backends.ByEmail")

    assert client.get(reverse("rater:pair", args=[answered.uuid])).status_code == 404
    assert client.get(reverse("rater:back", args=[desk.study.uuid])).status_code == 404
    assert "Mine alone." not in client.get(reverse("rater:history", args=[desk.study.uuid])).content.decode()
    # They have not practised, however far the person before them came.
    first_visit = client.get(reverse("rater:study", args=[desk.study.uuid]))
    assert first_visit.url == reverse("rater:guideline", args=[desk.study.uuid])  # type: ignore[attr-defined]
