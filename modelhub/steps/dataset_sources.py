"""The hub's industries and use cases --> what a dataset is drawn from: their titles, and where these come from."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet

from modelhub.engine.synth.sources import NAICS_OF_THE_PROJECT, USE_CASES_OF_THE_PROJECT, Source
from modelhub.models import Dataset, Industry, UseCase
from modelhub.steps.store_taxonomy import BUILT_IN_OWNER, BUILT_IN_SOURCE


def drawn_from(edition: int, levels: Sequence[int]) -> dict[str, list[Any]]:
    """Return what a dataset of now is drawn from, as Dataset.drawn_from keeps it."""
    industries, use_cases = industries_of(edition, levels), UseCase.objects.order_by("id")
    return {
        "industries": [list(row) for row in industries.values_list("code", "title")],
        "use_cases": [list(row) for row in use_cases.values_list("key", "title", "description", "sectors")],
        "sources": [asdict(source) for source in (*_of_industries(industries, edition), *_of_use_cases(use_cases))],
    }


def has_other_sources(dataset: Dataset) -> bool:
    """Tell whether the hub's industries and use cases are not those any more that a dataset was drawn from."""
    kept, now = dataset.drawn_from, drawn_from(dataset.parameters["edition"], dataset.parameters["levels"])
    # Not where they come from: it is told, and changes no text.
    return any(kept[name] != now[name] for name in ("industries", "use_cases"))


def sources_of(dataset: Dataset) -> tuple[Source, ...]:
    """Return where a dataset's industries and use cases come from; nothing where that was not kept yet."""
    return tuple(Source(**fields) for fields in dataset.drawn_from.get("sources", ()))


def industries_of(edition: int, levels: Sequence[int]) -> QuerySet[Industry]:
    """Return the industries of an edition at some levels, in the order of their codes."""
    return Industry.objects.filter(edition=edition, level__in=levels).order_by("code")


def levels_in_words(levels: Sequence[int]) -> str:
    """Return levels as a phrase: level 3; levels 4, 5, 6."""
    return f"level{'s' if len(levels) > 1 else ''} {', '.join(map(str, levels))}"


def _of_industries(industries: QuerySet[Industry], edition: int) -> Iterator[Source]:
    rows = list(industries.values_list("source", "level"))
    for file, n in sorted(Counter(file for file, _ in rows).items()):
        levels = sorted({level for its, level in rows if its == file})
        is_built_in = file == f"{BUILT_IN_SOURCE}/industries.csv"
        origin = NAICS_OF_THE_PROJECT if is_built_in else f"imported from {file}"
        of = f" of NAICS {edition}, {levels_in_words(levels)}"
        yield Source.of_industries(n, origin, of=of, is_built_in=is_built_in)


def _of_use_cases(use_cases: QuerySet[UseCase]) -> Iterator[Source]:
    for (owner, file), n in sorted(Counter(use_cases.values_list("owner", "source")).items()):
        is_built_in = (owner, file) == (BUILT_IN_OWNER, f"{BUILT_IN_SOURCE}/use_cases.yaml")
        origin = USE_CASES_OF_THE_PROJECT if is_built_in else f"those of {owner}, imported from {file}"
        yield Source.of_use_cases(n, origin, is_built_in=is_built_in)
