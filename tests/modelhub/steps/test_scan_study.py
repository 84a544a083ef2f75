"""The scan of a draft's texts for names of their writers, and what an engineer decides."""

import pytest

from evaluator.models import Candidate, LogEntry, Pair, Study, User
from evaluator.steps.advance_study import NotNow
from evaluator.steps.join_study import is_exposed
from evaluator.steps.replace_text import NoText
from modelhub.models import IdentityFinding, ModelVersion
from modelhub.steps.open_study import CannotOpen, open_study, shut_gates
from modelhub.steps.record_exposure import open_texts
from modelhub.steps.register_model import ModelCard, register_model
from modelhub.steps.resolve_finding import candidate_of, edit_text, waive_finding
from modelhub.steps.scan_study import scan_study
from tests.makers import make_person, make_run, make_study, make_tables, open_with_raters

pytestmark = pytest.mark.django_db
OPEN, WAIVED, EDITED = "", IdentityFinding.Resolution.WAIVED, IdentityFinding.Resolution.EDITED


@pytest.fixture
def engineer() -> User:
    """Who decides on findings."""
    return make_person("engineer@example.org", "engineer")


@pytest.fixture
def study() -> Study:
    """A draft over two tables; one arm's texts name the other's model, in the description and three comments."""
    table_set = make_tables(2)
    runs = [make_run("zebra-7b", table_set, text="Plain."), make_run("okapi", table_set, text="Better than zebra-7b.")]
    return make_study(make_person("lead@example.org", "lead"), runs=runs)


def events(study: Study) -> list[tuple[str, str]]:
    """Return the log's entries about texts as (event, detail)."""
    entries = LogEntry.objects.filter(study=study, event__in=["finding_waived", "findings_waived", "text_edited"])
    return list(entries.values_list("event", "detail"))


def test_creation_finds_names_in_descriptions_and_comments(study: Study) -> None:
    found = IdentityFinding.objects.filter(study=study).order_by("output__table__name", "column")

    assert {(finding.matched, finding.resolution) for finding in found} == {("zebra-7b", OPEN)}
    assert sorted(finding.column if finding.column is not None else -1 for finding in found) == [
        -1,
        -1,
        0,
        0,
        1,
        1,
        2,
        2,
    ]
    assert shut_gates(study) == [
        "8 places in the texts may name a writer: an engineer must edit the text or let it stay first."
    ]


def test_scanning_again_adds_nothing_and_keeps_waivers(study: Study, engineer: User) -> None:
    finding = IdentityFinding.objects.filter(study=study, column=None).order_by("id")[0]
    waive_finding(finding, by=engineer, why="It is an animal here.")

    assert scan_study(study) == 7
    assert IdentityFinding.objects.filter(study=study).count() == 8
    assert IdentityFinding.objects.get(pk=finding.pk).resolution == WAIVED


def test_a_model_registered_later_is_found_before_opening() -> None:
    table_set = make_tables(1)
    runs = [make_run("zebra-7b", table_set, text="Plain."), make_run("okapi", table_set, text="As the quagga says.")]
    study = make_study(make_person("lead@example.org"), runs=runs)
    assert not shut_gates(study)
    register_model(ModelCard("something else", aliases=("Quagga",)))

    with pytest.raises(CannotOpen, match="4 places"):
        open_study(study, actor="lead@example.org")


def test_a_finding_goes_when_its_name_does(study: Study) -> None:
    ModelVersion.objects.filter(name="zebra-7b").update(name="giraffe-7b")

    assert scan_study(study) == 0
    assert not IdentityFinding.objects.filter(study=study).exists()


def test_waiving_all_alike_is_one_log_entry(study: Study, engineer: User) -> None:
    finding = IdentityFinding.objects.filter(study=study)[0]

    n_settled = waive_finding(finding, by=engineer, why="An animal.", alike=True)

    assert n_settled == 8
    assert events(study) == [("findings_waived", '{"matched":"zebra-7b","places":8,"why":"An animal."}')]
    assert not shut_gates(study)


def test_editing_settles_the_text_and_names_no_arm_in_the_log(study: Study, engineer: User) -> None:
    finding = IdentityFinding.objects.get(study=study, output__table__name="shop.table_1", column=1)

    n_open = edit_text(finding, text="better than  others", by=engineer, why="It named a model.")

    assert n_open == 7
    assert IdentityFinding.objects.get(pk=finding.pk).resolution == EDITED
    assert candidate_of(finding).comments[1] == "Better than others."
    assert finding.output.comments[1] == "Better than zebra-7b. Column name."
    assert events(study) == [("text_edited", '{"place":"name","table":"shop.table_1","why":"It named a model."}')]


def test_an_edit_that_still_names_the_model_stays_open(study: Study, engineer: User) -> None:
    finding = IdentityFinding.objects.filter(study=study, column=0)[0]

    edit_text(finding, text="Still zebra-7b.", by=engineer, why="Forgot.")

    assert IdentityFinding.objects.get(pk=finding.pk).resolution == OPEN


def test_an_edit_that_makes_texts_equal_marks_the_pair(engineer: User) -> None:
    table_set = make_tables(1, columns=("id",))
    runs = [make_run("zebra-7b", table_set, text="Plain."), make_run("okapi", table_set, text="zebra-7b.")]
    study = make_study(make_person("lead@example.org"), runs=runs)
    for finding in IdentityFinding.objects.filter(study=study):
        plain = Candidate.objects.filter(arm__study=study).exclude(pk=candidate_of(finding).pk).get()
        assert not Pair.objects.get(study=study).identical
        text = plain.description if finding.column is None else plain.comments[finding.column]
        edit_text(finding, text=text, by=engineer, why="It named a model.")

    assert Pair.objects.get(study=study).identical


def test_who_saw_a_text_before_its_edit_stays_exposed(study: Study, engineer: User) -> None:
    reader = make_person("reader@example.org", "engineer")
    findings = list(IdentityFinding.objects.filter(study=study, output__table__name="shop.table_1"))
    open_texts(reader, [findings[0].output])
    for finding in findings:
        edit_text(finding, text="Something else.", by=engineer, why="It named a model.")

    assert is_exposed(reader.pk, study)


def test_a_description_is_never_left_empty(study: Study, engineer: User) -> None:
    finding = IdentityFinding.objects.filter(study=study, column=None)[0]
    before = candidate_of(finding).description

    with pytest.raises(NoText):
        edit_text(finding, text="  \u200b", by=engineer, why="Removed.")

    assert candidate_of(finding).description == before
    assert events(study) == []


def test_an_emptied_comment_is_no_comment(study: Study, engineer: User) -> None:
    finding = IdentityFinding.objects.filter(study=study, column=2)[0]

    edit_text(finding, text=" ", by=engineer, why="Nothing else in it.")

    assert candidate_of(finding).comments[2] is None


def test_findings_are_settled_in_a_draft_only(study: Study, engineer: User) -> None:
    finding = IdentityFinding.objects.filter(study=study)[0]
    waive_finding(finding, by=engineer, why="An animal.", alike=True)
    open_with_raters(study)

    with pytest.raises(NotNow):
        waive_finding(finding, by=engineer, why="Again.")
    with pytest.raises(NotNow):
        edit_text(finding, text="Other.", by=engineer, why="Again.")
