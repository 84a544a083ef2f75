"""A version's fields, as a command or a file gives them --> its card, by the same rules as on the page of registering."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms

from modelhub.forms import ModelForm
from modelhub.models import ModelVersion
from modelhub.source_forms import SourceForm
from modelhub.steps.register_model import ModelCard
from modelhub.steps.run_rules import RULES


class CardRefused(Exception):
    """The card can't be registered; what is wrong by field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


def card_from(given: Mapping[str, Any]) -> ModelCard:
    """Return the card of the fields of both forms; `base` is a version's name. Raises CardRefused."""
    if given.get("source") == ModelVersion.Source.RULES:
        if given["name"] != RULES.name:
            raise CardRefused({"name": f"The built-in rules are registered as {RULES.name}."})
        return RULES
    fields = {**given, "base": _base(given.get("base"))}
    form, source = ModelForm(_filled(ModelForm, fields)), SourceForm(_filled(SourceForm, fields))
    if problems := {**_problems(form), **_problems(source)}:
        raise CardRefused(problems)
    return replace(form.card(), source=source.card())


def _base(name: str | None) -> str:
    if not name:
        return ""
    found = ModelVersion.objects.filter(name=name).first()
    if found is None:
        raise CardRefused({"base": f"No version is called {name}. Register the base first."})
    return str(found.uuid)


def _filled(form: type[forms.Form], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a form's data: what was not given is as it stands on the empty page."""
    fields = form.base_fields.items()
    empty = {name: field.initial for name, field in fields if field.initial is not None}
    return empty | {name: given[name] for name, _ in fields if name in given}


def _problems(form: forms.Form) -> dict[str, str]:
    return {name: " ".join(map(str, errors)) for name, errors in form.errors.items()}
