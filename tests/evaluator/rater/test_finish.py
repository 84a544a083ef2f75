"""The guideline, practice, history, closing, and the last question."""

import re

from django.urls import reverse

from evaluator.models import Rater, Rating, Study, WriterGuess
from evaluator.steps.advance_study import lock_study
from evaluator.steps.analyse_ratings import analyse_ratings
from evaluator.steps.practice import practice_pair
from tests.evaluator.rater.conftest import Desk


def rate_all(desk: Desk) -> None:
    for _ in range(4):
        desk.submit(desk.next_assignment(), desk.form(), htmx=True)


def test_first_visit_leads_through_guideline_and_two_practice_pairs(desk: Desk) -> None:
    Rater.objects.filter(pk=desk.rater.pk).update(practised_at=None)
    study = reverse("rater:study", args=[desk.study.uuid])

    assert desk.client.get(study).url == reverse("rater:guideline", args=[desk.study.uuid])  # type: ignore[attr-defined]
    for number in (1, 2):
        practice = reverse("rater:practice", args=[desk.study.uuid, number])
        assert "not counted" in desk.client.get(practice).content.decode()
        chosen = desk.client.post(practice, {"verdict": "3"})
        assert chosen.status_code == 302
        assert "You chose “Tie”" in desk.client.get(chosen.url).content.decode()  # type: ignore[attr-defined]

    assert desk.client.get(study).status_code == 200
    assert not Rating.objects.exists()


def test_practice_tells_a_reason_from_a_missing_verdict(desk: Desk) -> None:
    practice = reverse("rater:practice", args=[desk.study.uuid, 1])

    unable = desk.client.post(practice, {"cant_judge": "unknown_domain"}, follow=True).content.decode()
    missing = desk.client.post(practice, {}).content.decode()
    unknown = desk.client.get(practice, {"chosen": "<b>9</b>"}).content.decode()

    assert "You chose “can&#x27;t judge”" in unable
    assert "Choose a verdict first" in missing
    assert "<b>9</b>" not in unknown


def test_history_lists_own_answers_and_reopens_them(desk: Desk) -> None:
    assignment = desk.next_assignment()
    desk.submit(assignment, desk.form(verdict="4", comment="A remark"), htmx=True)

    page = desk.client.get(reverse("rater:history", args=[desk.study.uuid])).content.decode()

    assert "Right better" in page
    assert "A remark" in page
    assert reverse("rater:pair", args=[assignment.uuid]) in page


def test_closing_is_refused_while_pairs_are_open(desk: Desk) -> None:
    answer = desk.client.post(reverse("rater:close", args=[desk.study.uuid]))

    desk.rater.refresh_from_db()
    assert "Some pairs are not rated yet" in answer.content.decode()
    assert desk.rater.closed_at is None


def test_after_closing_nothing_can_be_revised(desk: Desk) -> None:
    assignment = desk.next_assignment()
    rate_all(desk)
    desk.client.post(reverse("rater:close", args=[desk.study.uuid]))

    answer = desk.client.get(reverse("rater:pair", args=[assignment.uuid]))

    assert "You have closed your ratings" in answer.content.decode()


def test_the_last_question_comes_after_closing_only(desk: Desk) -> None:
    finish = reverse("rater:finish", args=[desk.study.uuid])
    rate_all(desk)
    before = desk.client.get(finish).content.decode()
    desk.client.post(reverse("rater:close", args=[desk.study.uuid]))
    after = desk.client.get(finish).content.decode()

    assert "What kind of writer" not in before
    assert "What kind of writer is writer A?" in after
    assert "First wording" in after


def test_guesses_are_stored_once_per_writer(desk: Desk) -> None:
    finish = reverse("rater:finish", args=[desk.study.uuid])
    rate_all(desk)
    desk.client.post(reverse("rater:close", args=[desk.study.uuid]))

    assert desk.client.post(finish, {"guess:A": "person"}).status_code == 422
    desk.client.post(finish, {"guess:A": "person", "guess:B": "cant_tell"})
    desk.client.post(finish, {"guess:A": "rules", "guess:B": "rules"})

    assert sorted(WriterGuess.objects.values_list("kind", flat=True)) == ["cant_tell", "person"]
    assert "Done. Thank you." in desk.client.get(finish).content.decode()


def test_guesses_are_stored_when_the_study_locks_between_page_and_answer(desk: Desk) -> None:
    finish = reverse("rater:finish", args=[desk.study.uuid])
    rate_all(desk)
    desk.client.post(reverse("rater:close", args=[desk.study.uuid]))
    desk.client.get(finish)
    lock_study(desk.study, actor="lead@example.org")
    assert "One last question" in desk.client.get(reverse("rater:home")).content.decode()

    answer = desk.client.post(finish, {"guess:A": "person", "guess:B": "cant_tell"}, follow=True)

    assert "Done. Thank you." in answer.content.decode()
    assert sorted(WriterGuess.objects.values_list("kind", flat=True)) == ["cant_tell", "person"]


def test_the_last_question_closes_when_the_analysis_is_stored(desk: Desk) -> None:
    finish = reverse("rater:finish", args=[desk.study.uuid])
    rate_all(desk)
    desk.client.post(reverse("rater:close", args=[desk.study.uuid]))
    lock_study(desk.study, actor="lead@example.org")
    analyse_ratings(desk.study.pk)

    page = desk.client.get(finish).content.decode()
    answer = desk.client.post(finish, {"guess:A": "person", "guess:B": "cant_tell"}).content.decode()

    assert "is closed" in page
    assert "What kind of writer" not in page
    assert "Your guess came too late." in answer
    assert not WriterGuess.objects.exists()
    assert "One last question" not in desk.client.get(reverse("rater:home")).content.decode()


def test_a_locked_study_asks_nobody_who_had_not_closed(desk: Desk) -> None:
    finish = reverse("rater:finish", args=[desk.study.uuid])
    rate_all(desk)
    lock_study(desk.study, actor="lead@example.org")

    answer = desk.client.post(finish, {"guess:A": "person", "guess:B": "cant_tell"})

    assert "Your guess came too late." in answer.content.decode()
    assert "What kind of writer" not in desk.client.get(finish).content.decode()
    assert not WriterGuess.objects.exists()


def test_home_shows_progress_and_what_to_do(desk: Desk) -> None:
    desk.submit(desk.next_assignment(), desk.form(), htmx=True)

    page = desk.client.get(reverse("rater:home")).content.decode()

    assert "1 of 4 pairs" in page
    assert "Go on" in page


def test_home_tells_of_a_study_that_has_not_opened_without_its_name(desk: Desk) -> None:
    Study.objects.filter(pk=desk.study.pk).update(state=Study.State.DRAFT)

    page = desk.client.get(reverse("rater:home")).content.decode()

    assert "A study that you joined has not opened yet" in page
    assert "No study is waiting for you" not in page
    assert desk.study.name not in page


def test_home_after_the_reveal_says_finished(desk: Desk) -> None:
    Study.objects.filter(pk=desk.study.pk).update(state=Study.State.REVEALED)

    page = desk.client.get(reverse("rater:home")).content.decode()

    assert "Finished" in page
    assert "Locked" not in page


def test_practice_never_says_which_side_is_better(desk: Desk) -> None:
    for number in (1, 2):
        hint = practice_pair(user_id=desk.rater.user_id, study_id=desk.study.uuid, number=number).hint
        said = re.sub("“[^”]*”", "", hint)
        assert re.findall("left|right|people", said, re.IGNORECASE) == []
