"""The blinding indices: measured after the reveal only, once, from the guesses and the sealed kinds."""

import pytest

from evaluator.code_version import code_version
from evaluator.models import Study, WriterGuess
from evaluator.steps.advance_study import NotNow
from evaluator.steps.blinding_figures import CANT_TELL, KINDS
from modelhub.models import BlindingIndex, ModelVersion
from modelhub.steps.measure_blinding import measure_blinding, unmeasured_studies
from modelhub.tasks import measure_blinding_task
from tests.locked import analysed_study, code_of, revealed_study

pytestmark = pytest.mark.django_db


def guess(study: Study, model: str, kind: str) -> None:
    """Let every rater take a model's arm for one kind of writer."""
    arm = study.arms.get(code=code_of(study, model))
    for rater in study.raters.all():
        WriterGuess.objects.create(rater=rater, arm=arm, kind=kind)


def test_right_and_wrong_guesses_are_counted_against_the_sealed_kinds() -> None:
    study, _ = revealed_study()
    guess(study, "quill-7b", "large_model")
    guess(study, "otter-mini", "person")
    found = measure_blinding(study.pk)
    arms = {arm["name"]: (arm["right"], arm["wrong"]) for arm in found.result["arms"]}
    assert arms == {code_of(study, "quill-7b"): (2, 0), code_of(study, "otter-mini"): (0, 2)}
    assert [(kind["name"], kind["right"], kind["wrong"]) for kind in found.result["kinds"]] == [("large_model", 2, 2)]
    assert found.code_version == code_version()


def test_nothing_is_measured_before_the_reveal() -> None:
    study, _ = analysed_study()
    with pytest.raises(NotNow):
        measure_blinding(study.pk)
    assert unmeasured_studies() == []
    assert not BlindingIndex.objects.exists()


def test_study_is_unmeasured_from_its_reveal_until_a_worker_has_come_by() -> None:
    study, _ = revealed_study()
    assert unmeasured_studies() == [study.pk]
    measure_blinding_task(study.pk)
    measure_blinding_task(study.pk)
    assert unmeasured_studies() == []
    assert BlindingIndex.objects.count() == 1


def test_kinds_are_those_that_raters_choose_from_and_models_have() -> None:
    assert {*KINDS, CANT_TELL} == set(WriterGuess.Kind.values)
    assert set(KINDS) == set(ModelVersion.Kind.values) - {"mixed"}
