"""A filter that reads an answer, so that the page can fill in what was chosen before."""

from django import template

register = template.Library()


@register.filter
def lean(criteria: dict[str, str], name: str) -> str:
    """Return the choice made on a criterion, or nothing."""
    return criteria.get(name, "")
