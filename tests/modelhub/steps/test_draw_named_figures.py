"""The forest by name: drawn after the reveal only, once, and offered in place of the one by code."""

import pytest
from django.test import Client
from django.urls import reverse

from evaluator.models import Figure
from evaluator.steps.advance_study import NotNow
from modelhub.steps.draw_named_figures import NAMED_FOREST, draw_named_figures, undrawn_studies
from modelhub.tasks import draw_named_figures_task
from tests.locked import analysed_study, revealed_study

pytestmark = pytest.mark.django_db


def test_named_forest_carries_the_models_names() -> None:
    study, _ = revealed_study()
    draw_named_figures(study.pk)
    draw_named_figures_task(study.pk)
    assert "quill-7b over otter-mini" in Figure.objects.get(name=NAMED_FOREST).svg


def test_study_is_undrawn_from_its_reveal_to_its_named_forest() -> None:
    study, _ = revealed_study()
    assert undrawn_studies() == [study.pk]
    draw_named_figures(study.pk)
    assert undrawn_studies() == []


def test_nothing_is_drawn_by_name_before_the_reveal() -> None:
    study, _ = analysed_study()
    with pytest.raises(NotNow):
        draw_named_figures(study.pk)
    assert [figure.name for figure in Figure.objects.all()] == ["forest"]


def test_report_offers_the_named_forest_as_soon_as_it_is_there() -> None:
    study, lead = revealed_study()
    client = Client()
    client.force_login(lead, backend="evaluator.accounts.backends.ByEmail")
    page = reverse("hub:report", args=[study.uuid])
    assert client.get(page).context["page"].figures == ("forest",)
    draw_named_figures(study.pk)
    assert client.get(page).context["page"].figures == (NAMED_FOREST,)
    assert client.get(reverse("hub:figure", args=[study.uuid, NAMED_FOREST])).status_code == 200
    assert client.get(reverse("lead:analysis", args=[study.uuid])).context["page"].figures == ("forest",)
