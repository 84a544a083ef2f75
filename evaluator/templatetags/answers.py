"""Filters that read an answer, so that the page can fill in what was chosen before."""

from django import template

from evaluator.steps.judgement import Answer

register = template.Library()


@register.filter
def marks(answer: Answer, side: str) -> frozenset[int | None]:
    """Return the columns marked wrong on a side; None stands for the description."""
    return frozenset(column for marked, column in answer.wrong if marked == side)


@register.filter
def has(columns: frozenset[int | None], at: int | str) -> bool:
    """Tell whether a column, or "table" for the description, is among the marked."""
    return (None if isinstance(at, str) else at) in columns


@register.filter
def lean(criteria: dict[str, str], name: str) -> str:
    """Return the choice made on a criterion, or nothing."""
    return criteria.get(name, "")
