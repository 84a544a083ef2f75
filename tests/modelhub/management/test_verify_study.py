"""manage.py verify_study: a study in the database and its export, as they are and after somebody's change."""

import json
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from evaluator.models import Assignment, Candidate, LogEntry, Rating, Study, User
from evaluator.presentation import content_digest
from evaluator.steps.advance_study import lock_study
from evaluator.steps.analyse_ratings import analyse_ratings
from evaluator.steps.export_study import export_study
from evaluator.steps.take_look import take_look
from modelhub.management.commands.verify_study import NOT_COMPARED
from modelhub.models import ArmKey
from modelhub.steps.export_names import opened_key
from modelhub.steps.measure_blinding import measure_blinding
from modelhub.steps.reveal_study import reveal_study
from tests.makers import make_person, make_run, make_study, make_tables, open_with_raters, prefer, rate_all
from tests.tampering import unguarded

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Study:
    """A study of two arms on three tables, with two raters."""
    tables = make_tables(3)
    runs = [make_run("open-8b", tables, text="Holds the sales."), make_run("bespoke-1b", tables, text="Stores sales.")]
    return make_study(make_person("lead@example.org", "lead"), runs=runs)


@pytest.fixture
def opened(draft: Study) -> Study:
    """The same, open and rated."""
    open_with_raters(draft)
    rate_all(draft, prefer(draft.arms.order_by("code")[0].code))
    return draft


@pytest.fixture
def revealed(opened: Study) -> Study:
    """The same, locked, analysed and revealed."""
    lock_study(opened, actor="lead@example.org")
    analyse_ratings(opened.pk)
    reveal_study(opened, actor="lead@example.org", reason="All is rated.")
    measure_blinding(opened.pk)
    return opened


def verified(study: object) -> str:
    """Return what the command prints about a study that holds."""
    out = StringIO()
    call_command("verify_study", str(study), stdout=out)
    return out.getvalue()


def failures(study: object) -> list[str]:
    """Return the failed checks of a study that does not hold."""
    out = StringIO()
    with pytest.raises(CommandError, match=r"\d+ of 17 checks failed"):
        call_command("verify_study", str(study), stdout=out)
    return [line.removeprefix("✗ ") for line in out.getvalue().splitlines() if line.startswith("✗")]


def test_verify_study_holds_for_a_revealed_study(revealed: Study) -> None:
    printed = verified(revealed.uuid)

    assert printed.splitlines()[-2:] == ["17 checks hold.", NOT_COMPARED]
    assert f"commitment  {revealed.commitment.digest}" in printed
    assert f"log head    {revealed.log.order_by('-seq')[0].digest}" in printed


def test_verify_study_checks_the_whole_seal_of_an_open_study(opened: Study) -> None:
    assert verified(opened.uuid).splitlines()[-7:-1] == [
        "· The ratings are those that the lock froze: the ratings are frozen at the lock",
        "· The comments are those that the lock froze: the ratings are frozen at the lock",
        "· The guesses are those that the reveal froze: sealed until the reveal",
        "· The blinding indices follow from the guesses: sealed until the reveal",
        "· The numbers of the report follow from the ratings: the study is not analysed",
        "12 checks hold, 5 can't be made.",
    ]


def test_verify_study_prints_no_secret_of_an_open_study(opened: Study) -> None:
    printed = verified(opened.uuid)

    assert "The names are those of the sealed envelope" in printed
    for secret in (opened.seed, opened.commitment.nonce, "open-8b", "bespoke-1b", "Holds the sales"):
        assert secret not in printed


def test_verify_study_holds_for_the_export(revealed: Study, tmp_path: Path) -> None:
    path = tmp_path / "study.json"
    path.write_text("".join(export_study(revealed, key=opened_key(revealed))), encoding="utf-8")

    assert verified(path).splitlines()[-2] == "17 checks hold."


def test_verify_study_compares_with_what_was_published(revealed: Study) -> None:
    locked = revealed.log.get(event="study_locked").digest
    out = StringIO()
    published = {"commitment": revealed.commitment.digest, "head": locked}
    call_command("verify_study", str(revealed.uuid), stdout=out, **published)
    assert out.getvalue().splitlines()[-3:] == [
        "✓ The commitment is the published one",
        "✓ The published head is an entry of the log",
        "19 checks hold.",
    ]
    assert f"locked      {locked}" in out.getvalue()

    with pytest.raises(CommandError, match="2 of 19 checks failed"):
        call_command("verify_study", str(revealed.uuid), stdout=out, commitment="0" * 64, head="1" * 64)


def test_verify_study_holds_where_the_stopping_rule_was_asked(draft: Study, tmp_path: Path) -> None:
    Study.objects.filter(pk=draft.pk).update(stops_early=True)
    open_with_raters(draft)
    rate_all(draft, prefer(draft.arms.order_by("code")[0].code))
    take_look(draft.pk, actor="lead@example.org")
    lock_study(draft, actor="lead@example.org")
    analyse_ratings(draft.pk)
    path = tmp_path / "study.json"
    path.write_text("".join(export_study(draft)), encoding="utf-8")
    assert "✓ The numbers of the report follow from the ratings" in verified(path)
    record = json.loads(path.read_text(encoding="utf-8"))
    assert record["analysis"]["result"]["report"]["pairs"][0]["p"] is None
    record["analysis"]["result"]["report"]["sequence"][0]["low"] += 0.01
    path.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(CommandError, match="1 of 17 checks failed"):
        verified(path)


def test_verify_study_says_that_raters_were_simulated(draft: Study) -> None:
    Study.objects.filter(pk=draft.pk).update(simulated=True)
    draft.refresh_from_db()
    open_with_raters(draft)
    User.objects.filter(pk__in=draft.raters.values("user")).update(simulated=True)

    assert "Simulated raters: no person rated these texts. Do not decide with these ratings." in verified(draft.uuid)


def test_verify_study_refuses_a_draft(draft: Study) -> None:
    with pytest.raises(CommandError, match="nothing is sealed before it opens"):
        call_command("verify_study", str(draft.uuid))


def test_verify_study_names_a_study_and_a_file_that_are_not_there(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No study has the id"):
        call_command("verify_study", str(uuid4()))
    with pytest.raises(CommandError, match=r"nowhere\.json: No such file"):
        call_command("verify_study", str(tmp_path / "nowhere.json"))


def test_verify_study_catches_a_turned_vote(revealed: Study) -> None:
    unguarded(lambda: Rating.objects.filter(pk=Rating.objects.earliest("pk").pk).update(grade=1))

    assert failures(revealed.uuid) == [
        "The ratings are those that the lock froze: the ratings are not those that were locked",
        "The numbers of the report follow from the ratings: the ratings themselves do not hold",
    ]


def test_verify_study_catches_a_log_entry_rewritten(revealed: Study) -> None:
    unguarded(lambda: LogEntry.objects.filter(study=revealed, seq=2).update(actor="somebody@example.org"))

    assert failures(revealed.uuid) == [
        "The log is whole: every entry follows the one before it: log entry 2 was changed after it was written"
    ]


def test_verify_study_catches_a_log_entry_taken_out(revealed: Study) -> None:
    unguarded(lambda: LogEntry.objects.filter(study=revealed, seq=2).delete())

    assert failures(revealed.uuid) == [
        "The log is whole: every entry follows the one before it: log entry 2 is missing: the next one is 3"
    ]


def test_verify_study_catches_a_text_polished_while_the_study_is_open(opened: Study) -> None:
    candidate = Candidate.objects.filter(arm__study=opened).earliest("pk")
    digest = content_digest("Far better.", candidate.comments)
    Candidate.objects.filter(pk=candidate.pk).update(description="Far better.", content_digest=digest)

    assert [failure.split(":")[0] for failure in failures(opened.uuid)] == ["The texts are the sealed ones"]


def test_verify_study_catches_a_side_swapped_while_the_study_is_open(opened: Study) -> None:
    one = Assignment.objects.filter(slot__study=opened).order_by("slot__number", "position")[0]
    Assignment.objects.filter(pk=one.pk).update(swapped=not one.swapped)

    assert failures(opened.uuid) == [
        "The schedule is the sealed one: slot 1, position 1 is not as it was sealed",
        "Arm codes, blocks and schedule are drawn from the seed: the schedule is not the one that the seed gives",
        "Every rating is on a scheduled pair, by its rater, with the sides as drawn: "
        "slot 1, position 1: the sides were shown the other way round than scheduled",
    ]


def test_verify_study_catches_names_swapped_in_the_database(revealed: Study) -> None:
    one, other = ArmKey.objects.filter(arm__study=revealed).order_by("pk")
    ArmKey.objects.filter(pk=one.pk).update(run=other.run_id)
    ArmKey.objects.filter(pk=other.pk).update(run=one.run_id)

    assert [failure.split(":")[0] for failure in failures(revealed.uuid)] == [
        "The names are those of the sealed envelope"
    ]


def test_verify_study_keeps_a_foreign_file_from_steering_the_terminal(revealed: Study, tmp_path: Path) -> None:
    path = tmp_path / "study.json"
    text = "".join(export_study(revealed, key=opened_key(revealed)))
    path.write_text(text.replace('"name":"Autumn study"', '"name":"\\u001b[2JAutumn study"'), encoding="utf-8")

    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_study", str(path), stdout=out)
    assert out.getvalue().startswith("?[2JAutumn study")
