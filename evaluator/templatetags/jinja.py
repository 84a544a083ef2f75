"""A tag that draws a part of a page by the quicker engine."""

from typing import Any

from django import template
from django.template.context import RequestContext
from django.template.loader import render_to_string
from markupsafe import Markup

register = template.Library()


@register.simple_tag(takes_context=True)
def jinja(context: RequestContext, template_name: str) -> Markup:
    """Draw a .jinja template with the page's context."""
    names: dict[str, Any] = {str(name): value for name, value in context.flatten().items()}
    drawn = render_to_string(template_name, names, context.request, using="jinja2")
    # Escaped by that engine already.
    return Markup(drawn)  # noqa: S704
