"""The export of a study: what it holds at the lock, what only after the reveal, and whose address never."""

import json
from collections.abc import Iterator

import pytest

from evaluator.models import Analysis, Candidate, Rater, Study
from evaluator.steps.advance_study import NotNow, lock_study
from evaluator.steps.analyse_ratings import analyse_ratings
from evaluator.steps.export_study import OpenedKey, export_study
from evaluator.steps.judgement import Answer
from modelhub.steps.export_names import opened_key
from modelhub.steps.reveal_study import reveal_study
from tests.exports import parsed
from tests.makers import make_person, make_run, make_study, make_tables, open_with_raters, rate_all

pytestmark = pytest.mark.django_db
MODELS = ("open-8b", "bespoke-1b")
COMMENT = "The left one forgets the key."


@pytest.fixture
def rated() -> Study:
    """An open study of two arms, rated by two people with comments."""
    tables = make_tables(3)
    runs = [make_run(model, tables, text=f"Text {number} of the sales.") for number, model in enumerate(MODELS)]
    study = make_study(make_person("lead@example.org", "lead"), runs=runs)
    open_with_raters(study)
    rate_all(study, lambda assignment: Answer("2", comment=COMMENT, wrong=(("left", 0),)))
    return study


@pytest.fixture
def locked(rated: Study) -> Study:
    """The same, locked and analysed."""
    lock_study(rated, actor="lead@example.org")
    analyse_ratings(rated.pk)
    return rated


@pytest.fixture
def revealed(locked: Study) -> Study:
    """The same, revealed."""
    reveal_study(locked, actor="lead@example.org", reason="All is rated.")
    return locked


def secrets_of(study: Study) -> Iterator[tuple[str, str]]:
    """Everything that would tell, or help to tell, which arm is which model, with what it is."""
    yield "seed", study.seed
    yield "nonce", study.commitment.nonce
    yield "payload", json.dumps(study.commitment.payload)[1:-1]
    yield "comment", COMMENT
    yield from (("model", model) for model in MODELS)
    for candidate in Candidate.objects.filter(arm__study=study):
        yield "text", candidate.description
        yield "digest of a text", candidate.content_digest


def test_export_study_at_the_lock_holds_nothing_that_tells_an_arm(locked: Study) -> None:
    text = "".join(export_study(locked))

    assert [what for what, secret in secrets_of(locked) if secret in text] == []


def test_export_study_at_the_lock_says_null_for_what_is_sealed(locked: Study) -> None:
    record = parsed(export_study(locked))

    assert record["commitment"]["nonce"] is record["commitment"]["payload"] is None
    assert record["key"] == {"nonce": None, "payload": None, "arms": None}
    assert [name for name, value in record.items() if value is None] == [
        "notice",
        "seed",
        "comments",
        "texts",
        "guesses",
        "blinding",
    ]


def test_export_study_after_the_reveal_holds_all_of_it(revealed: Study) -> None:
    text = "".join(export_study(revealed, key=opened_key(revealed)))

    # The same places are searched as at the lock, so this proves that the search there could find something.
    assert {what for what, secret in secrets_of(revealed) if secret in text} == {
        "seed",
        "nonce",
        "payload",
        "comment",
        "model",
        "text",
        "digest of a text",
    }


def test_export_study_names_the_model_of_every_arm(revealed: Study) -> None:
    record = parsed(export_study(revealed, key=opened_key(revealed)))

    sealed = json.loads(record["key"]["payload"])["arms"]
    assert {code: arm["model"] for code, arm in record["key"]["arms"].items()} == {
        code: arm["model"] for code, arm in sealed.items()
    }
    assert sorted(arm["model"] for arm in sealed.values()) == sorted(MODELS)


def test_export_study_names_no_rater_by_address(revealed: Study) -> None:
    text = "".join(export_study(revealed, key=opened_key(revealed)))

    assert '"lead@example.org"' in text
    assert [rater.user.email for rater in Rater.objects.filter(study=revealed) if rater.user.email in text] == []


def test_export_study_is_simulated_in_plain_words(locked: Study) -> None:
    assert parsed(export_study(locked))["notice"] is None
    Study.objects.filter(pk=locked.pk).update(simulated=True)

    record = parsed(export_study(locked))
    assert record["notice"] == "Simulated raters: no person rated these texts. Do not decide with these ratings."
    assert record["study"]["simulated"] is True


def test_export_study_holds_every_revision(locked: Study) -> None:
    assert len(parsed(export_study(locked))["ratings"]) == 2 * 3


def test_export_study_refuses_before_the_lock(rated: Study) -> None:
    with pytest.raises(NotNow, match="The study is open; ratings are exported from the lock on"):
        export_study(rated)


def test_export_study_refuses_a_key_before_the_reveal(locked: Study) -> None:
    with pytest.raises(NotNow, match="sealed until the reveal"):
        export_study(locked, key=OpenedKey(nonce="0" * 64, payload="{}", arms={}))


def test_opened_key_stays_shut_before_the_reveal(locked: Study) -> None:
    with pytest.raises(NotNow, match="sealed until the reveal"):
        opened_key(locked)


def test_figures_on_length_are_null_until_the_reveal(locked: Study) -> None:
    stored = Analysis.objects.get(study=locked).result["length"]
    before = parsed(export_study(locked))["analysis"]["result"]
    reveal_study(locked, actor="lead@example.org", reason="All is rated.")
    after = parsed(export_study(locked))["analysis"]["result"]

    assert stored["pairs"][0]["n"] > 0
    assert before["length"] is None
    assert after["length"] == stored
