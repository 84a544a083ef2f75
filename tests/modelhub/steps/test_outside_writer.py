"""Texts from outside are filed under a writer that can have written them."""

import pytest

from evaluator.intake.problem import IntakeError
from modelhub.models import ModelVersion
from modelhub.steps.outside_writer import outside_writer
from modelhub.steps.register_model import ModelCard, register_model

PERSON = ModelVersion.Kind.PERSON


@pytest.mark.django_db
def test_a_new_name_is_registered() -> None:
    assert outside_writer(ModelCard("the team", kind=PERSON), source="a.sql").kind == PERSON


@pytest.mark.django_db
@pytest.mark.parametrize("any_kind", [True, False])
def test_the_baselines_name_is_refused_before_and_after_it_is_registered(any_kind: bool) -> None:
    with pytest.raises(IntakeError, match="built-in baseline"):
        outside_writer(ModelCard("schema-rules", kind=PERSON), source="a.sql", any_kind=any_kind)

    assert not ModelVersion.objects.exists()


@pytest.mark.django_db
def test_a_name_of_another_kind_is_refused_unless_any_will_do() -> None:
    known, _ = register_model(ModelCard("tiny", kind=ModelVersion.Kind.SMALL_MODEL))

    with pytest.raises(IntakeError, match="registered as another kind"):
        outside_writer(ModelCard("tiny", kind=PERSON), source="a.sql")

    assert outside_writer(ModelCard("tiny", kind=PERSON), source="a.sql", any_kind=True) == known
