"""Every operation fed with data made from the OpenAPI schema, fitting and not: no 5xx, and answers as the schema says."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.wsgi import application
from evaluator.models import TableSet
from modelhub.api.urls import api
from modelhub.models import GenerationRun, ModelVersion, PromptTemplate
from modelhub.steps.store_prompt import store_built_in_prompts
from tests.makers import make_person, make_run, make_study, make_tables, open_with_raters
from tests.modelhub.api.caller import caller_for
from tests.modelhub.generation import make_queued_run

pytestmark = pytest.mark.django_db
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
# Nothing shrinks: a failure says which request it was, and a run stays short.
BOUNDED = settings(
    max_examples=12,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
SCHEMA = schemathesis.openapi.from_dict(api.get_openapi_schema())
SCHEMA.app = application
OPERATIONS = {found.ok().label: found.ok() for found in SCHEMA.get_all_operations() if isinstance(found, Ok)}


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Requests meet what the test stored: as Django's own client does, no request closes the connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def known() -> dict[str, Any]:
    """Ids that exist, for half of the requests to lead somewhere; and the token of who may do everything."""
    person = make_person("both@example.org", "lead", "engineer")
    tables = make_tables()
    study = make_study(person, runs=[make_run("quill", tables), make_run("otter", tables, text="Keeps events.")])
    open_with_raters(study)
    ids = {
        "run_id": make_queued_run(3).uuid,
        "model_id": ModelVersion.objects.filter(source="local")[0].uuid,
        "study_id": study.uuid,
    }
    store_built_in_prompts()
    return {**{name: str(value) for name, value in ids.items()}, "token": caller_for(person).token}


def cases(operation: Any, mode: GenerationMode, known: dict[str, Any]) -> Iterator[Case[Any]]:
    """Yield generated requests."""
    found: list[Case[Any]] = []

    @BOUNDED
    @given(case=operation.as_strategy(mode))
    def collect(case: Case[Any]) -> None:
        found.append(case)

    collect()
    for index, case in enumerate(found):
        if index % 2:
            case.path_parameters = {name: known[name] for name in case.path_parameters or {}}
            _name_what_there_is(case.body)
        yield case


def call(case: Case[Any], token: str) -> Any:
    """Send a request in this process, through the whole of the site."""
    # The transport does not unpack what is compressed.
    return case.call(headers={"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"})


def _name_what_there_is(body: Any) -> None:
    """Let a body that names models, sets and prompts name some that exist."""
    there = {
        "model": ModelVersion.objects.get(source="local").uuid,
        "table_set": TableSet.objects.order_by("id")[0].uuid,
        "prompt": PromptTemplate.objects.order_by("id")[0].digest,
    }
    if isinstance(body, dict):
        body.update({name: str(value) for name, value in there.items() if name in body})


@pytest.mark.parametrize("label", sorted(OPERATIONS))
def test_operation_answers_as_its_schema_says(label: str, known: dict[str, Any]) -> None:
    operation = OPERATIONS[label]
    # Nothing can be wrong about a request without any parameter.
    modes = list(GenerationMode) if _takes_anything(operation) else [GenerationMode.POSITIVE]
    for mode in modes:
        statuses = set()
        for case in cases(operation, mode, known):
            with transaction.atomic():
                answer = call(case, known["token"])
                transaction.set_rollback(True)
            case.validate_response(answer, checks=CHECKS)
            statuses.add(answer.status_code)
        assert statuses
        # Requests that do not fit may leave the token out as well.
        assert mode.is_negative or 401 not in statuses


def _takes_anything(operation: Any) -> bool:
    """Whether there is something in the request that could be wrong."""
    parts = (operation.path_parameters, operation.query, operation.body)
    return any(len(list(part)) for part in parts)


def test_generated_requests_do_get_through(known: dict[str, Any]) -> None:
    """Some generated orders start runs: the checks above are not only about refusals."""
    before = GenerationRun.objects.count()
    for case in cases(OPERATIONS["POST /api/v1/runs"], GenerationMode.POSITIVE, known):
        if isinstance(case.body, dict):
            case.body = {name: case.body[name] for name in ("model", "table_set", "prompt") if name in case.body}
        call(case, known["token"])
    assert GenerationRun.objects.count() > before
