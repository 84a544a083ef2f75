"""What may change in a draft, and nothing of it afterwards."""

from dataclasses import replace
from decimal import Decimal

import pytest

from evaluator.models import LogEntry, Study
from evaluator.steps.advance_study import NotNow
from evaluator.steps.change_slots import CannotChange, add_slot, remove_slot
from evaluator.steps.join_study import look_at_invitation
from modelhub.models import ModelVersion, StudyKey
from modelhub.steps.change_study import Settings, change_study
from modelhub.steps.register_model import ModelCard
from modelhub.steps.update_model import CannotRename, update_model
from tests.makers import join_all, make_person, make_run, make_study, make_tables, open_with_raters

pytestmark = pytest.mark.django_db
ACTOR = "lead@example.org"
SETTINGS = Settings(
    name="Autumn study",
    question="Which documentation would you rather work with?",
    guideline="",
    criteria=(),
    deadline=None,
    margin=None,
    stops_early=False,
    n_repeats=0,
    claims=(),
)


@pytest.fixture
def study() -> Study:
    """A draft of two runs with three invited raters."""
    table_set = make_tables(3)
    runs = [make_run("zebra", table_set, text="First."), make_run("okapi", table_set, text="Second.")]
    return make_study(make_person(ACTOR, "lead"), runs=runs, n_raters=3)


def last_entry(study: Study) -> tuple[str, str]:
    """Return event and detail of the newest log entry."""
    entry = LogEntry.objects.filter(study=study).order_by("-seq")[0]
    return entry.event, entry.detail


def test_settings_change_and_the_log_names_which(study: Study) -> None:
    claims = ({"kind": "better", "run": "a", "than": "b"},)

    change_study(study, replace(SETTINGS, margin=Decimal("0.1"), criteria=("Clarity",), claims=claims), actor=ACTOR)

    study.refresh_from_db()
    assert (study.margin, study.criteria) == (Decimal("0.1"), ["Clarity"])
    assert StudyKey.objects.get(study=study).claims == list(claims)
    assert last_entry(study) == ("settings_changed", '{"settings":["claims","criteria","margin"]}')


def test_saving_the_same_settings_is_no_event(study: Study) -> None:
    before = last_entry(study)

    change_study(study, SETTINGS, actor=ACTOR)

    assert last_entry(study) == before


def test_an_open_study_is_fixed(study: Study) -> None:
    open_with_raters(study)

    with pytest.raises(NotNow):
        change_study(study, replace(SETTINGS, name="Another"), actor=ACTOR)
    with pytest.raises(NotNow):
        add_slot(study, "late@example.org", actor=ACTOR)
    with pytest.raises(NotNow):
        remove_slot(study.slots.get(number=1), actor=ACTOR)


def test_another_slot_comes_last_with_a_link_of_its_own(study: Study) -> None:
    token = add_slot(study, "Late@Example.org", actor=ACTOR)

    assert look_at_invitation(token).email == "late@example.org"
    assert study.slots.get(number=4).invitations.get().email == "late@example.org"


@pytest.mark.parametrize(("email", "why"), [("rater-2@example.org", "is invited already"), (ACTOR, "leads the study")])
def test_nobody_fills_two_slots_and_no_lead_any(study: Study, email: str, why: str) -> None:
    with pytest.raises(CannotChange, match=why):
        add_slot(study, email.upper(), actor=ACTOR)


def test_slots_after_a_removed_one_move_up(study: Study) -> None:
    remove_slot(study.slots.get(number=2), actor=ACTOR)

    emails = [(slot.number, slot.invitations.get().email) for slot in study.slots.order_by("number")]
    assert emails == [(1, "rater-1@example.org"), (2, "rater-3@example.org")]
    assert last_entry(study) == ("rater_removed", '{"slot":2}')


def test_a_slot_that_somebody_fills_stays(study: Study) -> None:
    join_all(study)

    with pytest.raises(CannotChange, match="joined already"):
        remove_slot(study.slots.get(number=2), actor=ACTOR)


def test_a_draft_without_a_removed_slot_opens(study: Study) -> None:
    remove_slot(study.slots.get(number=1), actor=ACTOR)

    assert [rater.code for rater in open_with_raters(study)] == ["R1", "R2"]


def test_a_models_name_is_fixed_once_a_study_with_it_is_open(study: Study) -> None:
    zebra = ModelVersion.objects.get(name="zebra")
    update_model(zebra, ModelCard("zebra 2", aliases=("quagga",)))
    zebra.refresh_from_db()
    assert (zebra.name, zebra.aliases) == ("zebra 2", ["quagga"])
    open_with_raters(study)

    update_model(zebra, ModelCard("zebra 2", notes="From the plains."))
    with pytest.raises(CannotRename, match="sealed"):
        update_model(zebra, ModelCard("zebra 3"))
    with pytest.raises(CannotRename, match="sealed"):
        update_model(zebra, ModelCard("zebra 2", kind="rules"))


def test_no_two_models_share_a_name(study: Study) -> None:
    with pytest.raises(CannotRename, match="okapi is registered already"):
        update_model(ModelVersion.objects.get(name="zebra"), ModelCard("okapi"))
