"""The quicker of the two template engines: compiled, for what is drawn at every annotation (templates/*/*.jinja)."""

from functools import cache
from typing import Any
from uuid import UUID

from django.urls import reverse
from jinja2 import Environment, StrictUndefined

from evaluator.templatetags.untrusted import visible

_STAND_IN = UUID("3f0a1c8e-52d7-4b6e-9a44-7c1d20e5b983")


def environment(**options: Any) -> Environment:
    """Return Jinja's environment: texts are escaped (Django's backend sees to that), a name that is unknown is an error."""
    made = Environment(**options | {"undefined": StrictUndefined})  # noqa: S701 (autoescape is in the options)
    made.filters["visible"] = visible
    made.globals["url"] = page_url
    return made


def page_url(name: str, *ids: UUID | str) -> str:
    """Return a page's address; the resolver is asked once for each page, and then only the ids are filled in."""
    parts = _parts_of_url(name, len(ids))
    return parts[0] + "".join(f"{one}{part}" for one, part in zip(ids, parts[1:], strict=True))


@cache
def _parts_of_url(name: str, n_ids: int) -> tuple[str, ...]:
    return tuple(reverse(name, args=[_STAND_IN] * n_ids).split(str(_STAND_IN)))
