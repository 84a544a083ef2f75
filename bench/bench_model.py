"""What a trained model can do: python -m bench.bench_model --model DIR --dataset dataset.jsonl [--earlier FILE …] [--check].

The demo's tables and those of held-out industries, documented with a forced form and freely, beside schema-rules. The dataset
is the one that the model was trained on: its digest is checked. Copies are looked for in it and in those of earlier stages.
"""

import argparse
import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import torch

from bench.demo_tables import demo_documents, demo_tables
from bench.keeping import Figure, keep
from modelhub.engine.checkpoints import open_checkpoint
from modelhub.engine.document import document_tables
from modelhub.engine.independent_check.near_copies import NEAR, TrainingTexts
from modelhub.engine.independent_check.score import Summary, score, summarise
from modelhub.engine.lineage.manifest import read_manifest
from modelhub.engine.local.model import LocalModel
from modelhub.engine.prompts import SHORT
from modelhub.engine.records import DocumentationRecord, TableRecord, table_from_json
from modelhub.engine.results import Status, TableResult
from modelhub.engine.schema_rules import document
from modelhub.engine.text_model import GenerationConfig

# Of the held-out industries: as many tables as fit a few minutes.
N_HELD_OUT = 200
Pair = tuple[TableRecord, DocumentationRecord]


def main() -> None:
    """Measure everything and keep it; --check does it in small and keeps nothing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--dataset", type=Path, required=True)
    parser.add_argument(
        "--earlier", type=Path, nargs="*", default=[], help="datasets that the model's base learnt from"
    )
    parser.add_argument("--check", action="store_true", help="a few tables, and no line in results/")
    parser.add_argument("--texts", type=Path, help="the texts go there, one table per line")
    options = parser.parse_args()
    _check_digest(options.dataset, options.model)
    held_out, training = _rows(options.dataset)
    training += [one for path in options.earlier for one in _rows(path)[1]]
    demo = list(zip(demo_tables(), demo_documents(), strict=True))
    if options.check:
        held_out, demo = held_out[:4], demo[:4]
    figures = list(_figures(options.model, demo, held_out[:N_HELD_OUT], training, options.texts))
    if options.check:
        print(*figures, sep="\n")
    else:
        keep("model", figures)


def _figures(
    folder: Path,
    demo: Sequence[Pair],
    held_out: Sequence[Pair],
    training: Sequence[DocumentationRecord],
    texts: Path | None,
) -> Iterator[Figure]:
    model = LocalModel.load(open_checkpoint(folder), device="cpu")
    begin = time.monotonic()
    forced = _written(model, demo, forced=True)
    seconds = time.monotonic() - begin
    n_tokens = sum(result.n_tokens_out for result in forced)
    yield Figure(f"Seconds for {len(demo)} demo tables, {torch.get_num_threads()} threads, guided", seconds, "s", 180)
    yield Figure("tokens written per second", n_tokens / seconds, "/s")
    yield Figure("valid documentation, guided", _valid_percent(forced), "%", 100, at_least=True)
    free = _written(model, demo, forced=False)
    yield Figure("valid documentation, written freely", _valid_percent(free), "%", 80, at_least=True)
    print("freely:", dict(Counter((str(one.status), one.kind) for one in free)))
    on_held_out = _written(model, held_out, forced=True)
    yield Figure(f"valid on {len(held_out)} tables of held-out industries, guided", _valid_percent(on_held_out), "%")
    for where, pairs, results in (("demo", demo, forced), ("held-out industries", held_out, on_held_out)):
        documents = [_document(table, result) for (table, _), result in zip(pairs, results, strict=True)]
        yield from _scores(f"{where}, the model", pairs, documents)
        yield from _scores(f"{where}, schema-rules", pairs, [document(table) for table, _ in pairs])
        yield from _copies(where, documents, [reference for _, reference in pairs], training)
        if texts is not None:
            _write(texts, where, pairs, documents)


def _written(model: LocalModel, pairs: Sequence[Pair], *, forced: bool) -> list[TableResult]:
    """Return the results in the order of the tables."""
    config = GenerationConfig(forced=forced, context_length=model.context_length)
    numbered = enumerate(table for table, _ in pairs)
    results = dict(document_tables(model, numbered, template=SHORT, config=config))
    return [results[number] for number in range(len(pairs))]


def _valid_percent(results: Sequence[TableResult]) -> float:
    return 100 * sum(one.status in (Status.OK, Status.REPAIRED) for one in results) / len(results)


def _document(table: TableRecord, result: TableResult) -> DocumentationRecord:
    # A table without documentation scores as one without texts, so that failures do not flatter the rest.
    return result.documentation or DocumentationRecord(table.name, "", ())


def _scores(who: str, pairs: Sequence[Pair], documents: Sequence[DocumentationRecord]) -> Iterator[Figure]:
    summary = summarise(
        [score(table, written, reference) for (table, reference), written in zip(pairs, documents, strict=True)]
    )
    for what, value in _SHARES.items():
        yield Figure(f"{who}: {what}", 100 * value(summary), "%")


_SHARES: dict[str, Callable[[Summary], float]] = {
    "overlap of descriptions": lambda one: one.description_overlap,
    "overlap of comments": lambda one: one.comment_overlap,
    "comments the schema contradicts": lambda one: one.wrong_share,
    "descriptions that name what is not there": lambda one: one.invented_share,
    "columns without a comment": lambda one: one.missing_share,
    "descriptions that name their subject": lambda one: one.subject_share,
    "comments with a word of their name": lambda one: one.named_share,
}


def _copies(
    where: str,
    documents: Sequence[DocumentationRecord],
    references: Sequence[DocumentationRecord],
    training: Sequence[DocumentationRecord],
) -> Iterator[Figure]:
    descriptions = TrainingTexts(one.description for one in training)
    comments = TrainingTexts(text for one in training for _, text in one.comments if text)
    for who, written in (("the model", documents), ("the reference", references)):
        texts = [one.description for one in written]
        near = sum(descriptions.likeness(text) >= NEAR for text in texts)
        whole = [text for one in written for _, text in one.comments if text]
        yield Figure(f"{where}, {who}: descriptions in training, word by word", 100 * _share(descriptions, texts), "%")
        yield Figure(f"{where}, {who}: near-copies of training descriptions", 100 * near / len(texts), "%")
        yield Figure(f"{where}, {who}: comments in training, word by word", 100 * _share(comments, whole), "%")


def _share(training: TrainingTexts, texts: Sequence[str]) -> float:
    return sum(training.holds(text) for text in texts) / max(1, len(texts))


def _check_digest(dataset: Path, model: Path) -> None:
    manifest = read_manifest(model)
    known = manifest.part("dataset").get("file") if manifest else None
    found = hashlib.sha256(dataset.read_bytes()).hexdigest()
    if known != found:
        raise SystemExit(
            f"{dataset} is not what {model.name} was trained on: SHA-256 {found}, and its manifest says {known}."
        )


def _rows(dataset: Path) -> tuple[list[Pair], list[DocumentationRecord]]:
    """Return tables of the split test with their references, and all documentation of the split train."""
    held_out: list[Pair] = []
    training: list[DocumentationRecord] = []
    with dataset.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            table, answer = table_from_json(json.dumps(row["table"])), json.loads(row["completion"])
            written = DocumentationRecord(table.name, answer["description"], tuple(answer["columns"].items()))
            if row["split"] == "train":
                training.append(written)
            # Parts of wide tables are no whole documentation.
            elif row["split"] == "test" and len(written.comments) == len(table.columns):
                held_out.append((table, written))
    return held_out, training


def _write(path: Path, where: str, pairs: Sequence[Pair], documents: Sequence[DocumentationRecord]) -> None:
    with path.open("a", encoding="utf-8") as file:
        for (table, reference), written in zip(pairs, documents, strict=True):
            line = {"where": where, "table": table.name, "columns": [f"{c.name} {c.type}" for c in table.columns]}
            texts = {"description": written.description, "comments": dict(written.comments)}
            file.write(json.dumps({**line, **texts, "reference": reference.description}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
