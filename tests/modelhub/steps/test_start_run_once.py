"""An order that comes twice at the same moment starts one run."""

import pytest
from django.db import connection  # noqa: TID251

from modelhub.engine.prompts import SHORT
from modelhub.models import GenerationRun, ModelVersion
from modelhub.steps.start_run import RunOrder
from modelhub.steps.start_run_once import start_run_once
from modelhub.steps.store_prompt import store_prompt
from tests.flow.at_once import at_once
from tests.makers import make_person, make_tables

N_AT_ONCE = 6


@pytest.mark.django_db(transaction=True)
def test_orders_with_one_key_at_the_same_moment_start_one_run() -> None:
    version = ModelVersion.objects.create(name="tiny", source="local", location="tiny")
    prompt, _ = store_prompt(SHORT)
    person = make_person("engineer@example.org", "engineer")
    order = RunOrder(version, make_tables(2), prompt, created_by=person, key="one click")

    def start() -> tuple[int, bool]:
        try:
            run, is_new = start_run_once(order)
            return run.pk, is_new
        finally:
            connection.close()

    answers = at_once([start] * N_AT_ONCE)

    run = GenerationRun.objects.get()
    assert sorted(answers) == [(run.pk, False)] * (N_AT_ONCE - 1) + [(run.pk, True)]
