"""What keeps the halves apart by structure: relations, imports, templates, and no back door."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from inspect import isfunction, signature
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import ForeignKey, Model
from django.template import engines

import evaluator.models as blind
import modelhub.models as sighted

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
BLIND = [getattr(blind, name) for name in blind.__all__]
SIGHTED = [getattr(sighted, name) for name in sighted.__all__]
STEPS = "evaluator.steps"
# The steps made for raters. Adding one is a blindness decision: what it returns reaches raters' pages.
FOR_RATERS = {
    "blind_pair",
    "finish_ratings",
    "judgement",
    "practice",
    "present_pair",
    "rater_home",
    "rater_scope",
    "reasons",
    "record_rating",
    "report_problem",
}
USES = re.compile(r"{%\s*(?:extends|include|jinja)\s+(\S+)")


def related(model: type[Model]) -> Iterator[type[Model]]:
    """Return the models that a model's fields and reverse relations lead to, hidden ones left out as queries do."""
    for field in model._meta.get_fields(include_hidden=False):
        if field.is_relation and isinstance(field.related_model, type):
            yield field.related_model


def reachable(start: type[Model]) -> set[type[Model]]:
    """Return all models that some path of relations leads to."""
    seen, waiting = {start}, [start]
    while waiting:
        new = set(related(waiting.pop())) - seen
        seen |= new
        waiting += new
    return seen


@pytest.mark.parametrize("model", BLIND, ids=lambda model: model.__name__)
def test_no_relation_leads_from_the_blind_half_to_the_sighted_one(model: type[Model]) -> None:
    assert {found.__name__ for found in reachable(model) if found._meta.app_label == "modelhub"} == set()


def test_relations_lead_from_the_envelope_to_the_arm() -> None:
    names = {found.__name__ for found in reachable(sighted.ArmKey)}

    assert {"Arm", "GenerationRun", "ModelVersion"} <= names


@pytest.mark.parametrize("model", SIGHTED, ids=lambda model: model.__name__)
def test_blind_half_has_no_query_towards_the_sighted_one(model: type[Model]) -> None:
    keys = [field for field in model._meta.get_fields() if isinstance(field, ForeignKey)]
    towards = [key for key in keys if key.related_model in BLIND]

    assert [key.name for key in towards if not key.remote_field.hidden] == []


@pytest.mark.parametrize("package", ["evaluator.stats", "evaluator.intake", "modelhub.engine"])
def test_pure_packages_import_without_django(package: str) -> None:
    script = f"""
import importlib, pkgutil, sys
for name in ("django", "celery", "config", "evaluator.models", "modelhub.models"):
    sys.modules[name] = None
package = importlib.import_module({package!r})
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("page", sorted((TEMPLATES / "rater").rglob("*.*")), ids=lambda page: page.name)
def test_rater_template_uses_base_shared_and_rater_only(page: Path) -> None:
    used = [name.strip("\"'") for name in USES.findall(page.read_text(encoding="utf-8"))]

    # A name in a variable could be any template.
    assert [name for name in used if name != "base.html" and not name.startswith(("shared/", "rater/"))] == []


def test_rater_templates_are_found_and_compile() -> None:
    for engine, suffix in (("django", ".html"), ("jinja2", ".jinja")):
        pages = sorted((TEMPLATES / "rater").rglob(f"*{suffix}"))

        assert pages
        for page in pages:
            engines[engine].get_template(page.relative_to(TEMPLATES).as_posix())


def imported_by_raters_pages() -> Iterator[tuple[str, str]]:
    """Return (module, name in it) of all that the code of raters' pages imports; the name is blank for a whole module."""
    for path in sorted((ROOT / "evaluator" / "rater").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                yield from ((f"{'.' * node.level}{node.module or ''}", alias.name) for alias in node.names)
            elif isinstance(node, ast.Import):
                yield from ((alias.name, "") for alias in node.names)


def test_raters_pages_import_exactly_the_steps_made_for_raters() -> None:
    modules = {module for module, _ in imported_by_raters_pages()}

    assert {module for module in modules if module.startswith((STEPS, "."))} == {
        f"{STEPS}.{name}" for name in FOR_RATERS
    }


def test_every_other_step_is_forbidden_to_raters_pages() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (forbidden,) = [one["forbidden_modules"] for one in contracts if one.get("source_modules") == ["evaluator.rater"]]
    steps = {path.stem for path in (ROOT / "evaluator" / "steps").glob("*.py")} - {"__init__"}

    assert {name.removeprefix(f"{STEPS}.") for name in forbidden if name.startswith(STEPS)} == steps - FOR_RATERS


def test_raters_pages_call_steps_for_one_person_only() -> None:
    names = [(module, name) for module, name in imported_by_raters_pages() if module.startswith(STEPS)]
    functions = [found for module, name in names if isfunction(found := getattr(import_module(module), name))]

    assert functions
    # A seat is one person's place in one study, found by that person.
    assert [one.__name__ for one in functions if not {"user_id", "seat"} & set(signature(one).parameters)] == []


def test_there_is_no_admin() -> None:
    assert "django.contrib.admin" not in settings.INSTALLED_APPS


def test_no_validator_of_contents_is_sent() -> None:
    assert [name for name in settings.MIDDLEWARE if "ConditionalGet" in name] == []
