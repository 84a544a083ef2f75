"""What pages about datasets read; none counts the rows of a dataset that a filter does not narrow down."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from evaluator.navigation import roles_of
from modelhub.models import Dataset, DatasetLine, DatasetReject, Industry
from modelhub.steps.dataset_sources import sources_of
from modelhub.steps.run_states import DATASET_WORKED_ON
from modelhub.steps.start_dataset import invention_of
from modelhub.terms import approvals_of, permission_to_train

SPLITS = ("train", "validation", "test")
_HEAVY = ("drawn_from", "report", "card")


@dataclass(frozen=True, slots=True)
class FilterRow:
    """One filter of the report: how many drafts reached it, what it stopped, and how long its bar is in per cent."""

    name: str
    rule: str
    n_seen: int
    n_rejected: int
    width: float


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """One column of an example's table and what is said about it; None where this line does not ask for it."""

    name: str
    type: str
    keys: tuple[str, ...]
    references: str
    comment: str | None


@dataclass(frozen=True, slots=True)
class ShownExample:
    """One line of a dataset as a person reads it; own data may be a prompt and a completion only."""

    line: DatasetLine
    industry_title: str
    ddl: str
    description: str
    columns: tuple[ShownColumn, ...]
    prompt: str
    completion: str


def datasets() -> QuerySet[Dataset]:
    """Return all datasets, newest first, without their cards."""
    return Dataset.objects.select_related("teacher").defer(*_HEAVY).order_by("-id")


def dataset_context(request: HttpRequest, dataset: Dataset) -> dict[str, object]:
    """Return the context of a dataset's page and of the part of it that changes."""
    return {
        "dataset": dataset,
        "works": dataset.state in DATASET_WORKED_ON,
        "seconds_left": _seconds_left(dataset),
        "filters": filter_rows(dataset),
        "sources": _sources(dataset),
        "invention": str(invention_of(dataset)),
        "splits": [(name, counts.get("examples", 0)) for name, counts in dataset.report.get("splits", {}).items()],
        "permission": permission_to_train(dataset),
        "approvals": approvals_of(dataset),
        "is_engineer": "engineer" in roles_of(request),
    }


def filter_rows(dataset: Dataset) -> Sequence[FilterRow]:
    """Return what each filter did, with bars as parts of the largest number that one rejected."""
    rows = dataset.report.get("filters", {}).get("filters", [])
    most = max((row["rejected"] for row in rows), default=0) or 1
    return [
        FilterRow(row["filter"], row["rule"], row["seen"], row["rejected"], 100 * row["rejected"] / most)
        for row in rows
    ]


def lines_of(dataset: Dataset, *, split: str, industry: str, search: str) -> QuerySet[DatasetLine]:
    """Return a dataset's lines without their texts, narrowed down by what is not blank."""
    lines = dataset.lines.defer("body").order_by("number")
    lines = lines.filter(split=split) if split else lines
    lines = lines.filter(industry=industry) if industry else lines
    return lines.filter(table_name__icontains=search) if search else lines


def rejects_of(dataset: Dataset, *, reason: str, industry: str) -> QuerySet[DatasetReject]:
    """Return a dataset's rejects, narrowed down by what is not blank."""
    rejects = dataset.rejects.order_by("number")
    rejects = rejects.filter(reason=reason) if reason else rejects
    return rejects.filter(industry=industry) if industry else rejects


def industries_in(dataset: Dataset) -> Sequence[tuple[str, str]]:
    """Return (code, title) of what a dataset was drawn from."""
    if drawn := dataset.drawn_from.get("industries"):
        return [(code, title) for code, title in drawn]
    codes = dataset.lines.exclude(industry="").order_by("industry").values_list("industry", flat=True).distinct()
    titles = dict(Industry.objects.filter(code__in=list(codes)).values_list("code", "title"))
    return [(code, titles.get(code, "")) for code in codes]


def with_titles(
    lines: Sequence[DatasetLine], industries: Sequence[tuple[str, str]]
) -> Sequence[tuple[DatasetLine, str]]:
    """Return lines, each with the title of its industry."""
    titles = dict(industries)
    return [(line, titles.get(line.industry, "")) for line in lines]


def shown_example(line: DatasetLine) -> ShownExample:
    """Return a line as a person reads it."""
    fields = json.loads(line.body)
    answer = _answer(fields["completion"])
    columns = tuple(
        ShownColumn(
            column["name"],
            column["type"],
            tuple(column["key"].split()),
            column["references"],
            answer.get("columns", {}).get(column["name"]),
        )
        for column in fields["table"]["columns"]
    )
    return ShownExample(
        line=line,
        industry_title=fields["industry_title"],
        ddl=fields["ddl"],
        description=str(answer.get("description", "")),
        columns=columns,
        prompt=fields["prompt"],
        completion=fields["completion"],
    )


def neighbours(lines: QuerySet[DatasetLine], number: int) -> tuple[int | None, int | None]:
    """Return the numbers of the lines before and after one, among those that are looked at."""
    before = lines.filter(number__lt=number).order_by("-number").values_list("number", flat=True).first()
    after = lines.filter(number__gt=number).order_by("number").values_list("number", flat=True).first()
    return before, after


def _sources(dataset: Dataset) -> Sequence[str]:
    """Return what the card says that a dataset is drawn from; datasets of old kept no more than numbers."""
    kept = [str(source) for source in sources_of(dataset)]
    if kept:
        return [str(source) for source in dataset.report.get("sources", kept)]
    of = dataset.parameters
    return (
        [f"{of['n_industries']:,} industries of NAICS {of['edition']}, {of['n_use_cases']:,} use cases"] if of else []
    )


def _answer(completion: str) -> Mapping[str, dict[str, str]]:
    """Return a completion as an object; own data may be any text."""
    try:
        answer = json.loads(completion)
    except (ValueError, RecursionError):
        return {}
    is_documentation = isinstance(answer, dict) and isinstance(answer.get("columns", {}), dict)
    return answer if is_documentation else {}


def _seconds_left(dataset: Dataset) -> float | None:
    if dataset.started_at is None or not dataset.n_examples:
        return None
    seconds = (timezone.now() - dataset.started_at).total_seconds()
    return seconds / dataset.n_examples * max(dataset.n_asked - dataset.n_examples, 0)
