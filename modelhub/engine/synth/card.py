"""What a dataset is, for people and for programs: sources, teacher, terms, counts, split, template, seed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from modelhub.engine.synth.dataset import Dataset
from modelhub.engine.synth.example import SPLITS, TEMPLATE
from modelhub.engine.synth.sources import Source

FORMAT = 1
_UNSAID = Source("industries and use cases", "whoever gave them did not say where they come from")


def card_json(dataset: Dataset) -> dict[str, object]:
    """Return the card as plain values; the same dataset gives the same card, so it bears no date."""
    return {
        "format": FORMAT,
        "digest": dataset.digest,
        "examples": len(dataset.examples),
        "wanted": dataset.n_wanted,
        "lines": sum(1 for _ in dataset.json_lines()),
        "seed": dataset.briefs.seed,
        "split_seed": dataset.briefs.held_out_by,
        "asked_again": dataset.asked_again,
        "teacher": {
            "name": dataset.teacher.name,
            "version": dataset.teacher.version,
            "terms_of_output_use": dataset.teacher.terms,
        },
        "sources": list(_sources(dataset)),
        "industries": len(dataset.briefs.written_about),
        "use_cases": len(dataset.briefs.use_cases),
        "prompt_template": {"name": TEMPLATE.name, "digest": TEMPLATE.digest},
        "splits": _splits(dataset),
        "dialects": _counted(example.dialect for example in dataset.examples),
        "columns": _columns(dataset),
        "test_tables_excluded": dataset.n_test_tables,
        "filters": dataset.report.as_json(),
    }


def card_markdown(dataset: Dataset) -> str:
    """Return the card as a page."""
    card = card_json(dataset)
    report = dataset.report
    filters = "\n".join(f"| {one.name} | {one.rule} | {one.n_seen:,} | {one.n_rejected:,} |" for one in report.filters)
    splits = "\n".join(
        f"| {name} | {n_examples:,} | {', '.join(groups)} |"
        for name, (n_examples, groups) in _by_split(dataset).items()
    )
    dialects = ", ".join(f"{name} {n:,}" for name, n in _counted(e.dialect for e in dataset.examples).items())
    columns = _columns(dataset)
    sources = "\n".join(f"- {source}" for source in _sources(dataset))
    return f"""# Dataset of documented tables

{card["examples"]:,} examples ({card["lines"]:,} lines) of {report.n_written:,} drafts. Digest (SHA-256 of `dataset.jsonl`):
`{card["digest"]}`

- **Teacher**: {dataset.teacher.name}, version {dataset.teacher.version}
- **Terms of output use**: {dataset.teacher.terms}
- **Seed**: {card["seed"]}; industries are held out by seed {card["split_seed"]}
- **Prompt template**: {TEMPLATE.name}, digest `{TEMPLATE.digest}`; {_again(dataset)}
- **Dialects**: {dialects}
- **Columns per table**: {columns["least"]} to {columns["most"]}, median {columns["median"]}
- **Test tables kept out**: {dataset.n_test_tables}

## Sources

{sources}

## Split by subsector

| split | examples | subsectors |
|---|---|---|
{splits}

## Filters

| filter | rejects | seen | rejected |
|---|---|---|---|
{filters}
"""


def _sources(dataset: Dataset) -> Iterator[str]:
    """Yield what the dataset was really drawn from; that no customer data is in it only where the project can know."""
    teacher, sources = dataset.teacher, dataset.briefs.sources or (_UNSAID,)
    is_own = all(source.is_built_in for source in sources)
    yield from map(str, sources)
    if not teacher.is_built_in:
        yield f"tables and texts: written by {teacher.name}, version {teacher.version}; what it learned from is not known here"
        if is_own:
            yield "no customer data in what that model was asked"
        return
    yield "tables and texts: the built-in teacher's, from vocabulary and templates of this project"
    if is_own:
        yield "no customer data: no table, row or text of anybody's database went in"


def _by_split(dataset: Dataset) -> Mapping[str, tuple[int, list[str]]]:
    counts = Counter(example.split for example in dataset.examples)
    groups = dataset.briefs.splits
    return {split: (counts[split], sorted(group for group, its in groups.items() if its == split)) for split in SPLITS}


def _again(dataset: Dataset) -> str:
    share = f"{dataset.asked_again:.0%} of the examples" if dataset.asked_again else "no example"
    return f"{share} asked for once more, in part"


def _splits(dataset: Dataset) -> dict[str, object]:
    return {split: {"examples": n, "subsectors": groups} for split, (n, groups) in _by_split(dataset).items()}


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))


def _columns(dataset: Dataset) -> dict[str, int]:
    numbers = sorted(len(example.table.columns) for example in dataset.examples)
    return {"least": numbers[0], "median": numbers[len(numbers) // 2], "most": numbers[-1]}
