"""Model versions: listed, looked at, registered."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from pydantic import ConfigDict

from modelhub.api.access import needs
from modelhub.api.lists import Limit, Offset, Part, part_of
from modelhub.api.refusal import REFUSALS, Fault, Refusal, Refused, of_form
from modelhub.forms import ModelForm
from modelhub.licences import permission_of
from modelhub.models import ModelVersion
from modelhub.queries import models_with_runs
from modelhub.scopes import Scope
from modelhub.source_forms import SourceForm
from modelhub.steps.register_model import register_model
from modelhub.tasks import wake

router = Router(tags=["Models"])
Kind = Literal["person", "rules", "small_model", "large_model", "mixed"]


class ModelOut(Schema):
    """A model version; `permission` is what the licence policy says of it."""

    id: UUID
    name: str
    kind: str
    aliases: list[str]
    licence: str
    permission: str
    source: str
    location: str
    revision: str
    problem: str
    notes: str
    created_at: datetime


class ModelIn(Schema):
    """A model version to register; the page of registering says which fields a source needs."""

    model_config = ConfigDict(extra="forbid")

    name: str
    kind: Kind = "large_model"
    aliases: list[str] = []
    plain_words: Literal["known", "skip", "search"] = "known"
    licence: str = ""
    notes: str = ""
    source: Literal["uploaded", "local", "hub", "endpoint"] = "uploaded"
    location: str = ""
    revision: str = ""
    base: UUID | None = None
    price: str = ""
    api: Literal["CHAT", "COMPLETIONS"] = "CHAT"
    # The name of the environment variable that holds the key on the workers, never the key.
    key_variable: str = ""
    n_in_flight: int | None = None
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None
    takes_json_schema: bool = False


@router.get("/models", auth=needs(Scope.HUB_READ), response={200: Part[ModelOut], REFUSALS: Refusal})
def list_models(request: HttpRequest, limit: Limit = 50, offset: Offset = 0) -> dict[str, Any]:
    """List all model versions by name."""
    return part_of(models_with_runs(), limit, offset, _model_out)


@router.get("/models/{uuid:model_id}", auth=needs(Scope.HUB_READ), response={200: ModelOut, REFUSALS: Refusal})
def get_model(request: HttpRequest, model_id: UUID) -> dict[str, Any]:
    """Return one model version."""
    return _model_out(get_object_or_404(ModelVersion, uuid=model_id))


@router.post("/models", auth=needs(Scope.MODELS_WRITE), response={201: ModelOut, REFUSALS: Refusal})
def register(request: HttpRequest, model: ModelIn) -> Status[dict[str, Any]]:
    """Register a model version; archives of files are uploaded on the page."""
    data = model.model_dump() | {"aliases": "\n".join(model.aliases), "json_schema": model.takes_json_schema}
    form, source = ModelForm(data), SourceForm(data)
    if not all([form.is_valid(), source.is_valid()]):
        raise of_form(form, source)
    version, is_new = register_model(replace(form.card(), source=source.card()))
    if not is_new:
        raise Refused(409, f"{version.name} is registered already.", Fault(where="name", what="taken", remedy=""))
    if version.source in (ModelVersion.Source.LOCAL, ModelVersion.Source.HUB):
        wake("gpu")
    return Status(201, _model_out(version))


def _model_out(version: ModelVersion) -> dict[str, Any]:
    names = ("name", "kind", "aliases", "licence", "source", "location", "revision", "problem", "notes", "created_at")
    known = {name: getattr(version, name) for name in names}
    return {"id": version.uuid, "permission": permission_of(version).value, **known}
