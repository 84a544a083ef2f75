"""Generation by models of this machine, on one core of its CPU: python -m bench.bench_generation [--check]."""

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import TypeVar, cast

import torch

from bench.demo_tables import demo_tables
from bench.keeping import Figure, keep
from modelhub.demo.shipped_models import BESPOKE, SHIPPED
from modelhub.engine.checkpoints import open_checkpoint
from modelhub.engine.document import document_tables
from modelhub.engine.local.model import LocalModel
from modelhub.engine.prompts import SHORT
from modelhub.engine.records import TableRecord
from modelhub.engine.results import Status, TableResult
from modelhub.engine.text_model import Completion, Finish, GenerationConfig, Message, Sampling, TextRequest
from modelhub.engine.tiny import build_tiny

T = TypeVar("T")
BATCH = 16
N_ROUNDS = 3
Texts = dict[int, str]


def main() -> None:
    """Measure everything and keep it; --check does it in small and keeps nothing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="few tokens and tables, and no line in results/")
    is_small = parser.parse_args().check
    # CPU time is what other programs on the machine disturb least, and one thread makes it comparable.
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        figures = [
            *_batches(Path(folder) / "llama", n_tokens=16 if is_small else 256, n_rounds=1 if is_small else N_ROUNDS),
            *_forcing(demo_tables()[: 4 if is_small else None]),
            *_around_the_model(1_000 if is_small else 10_000),
        ]
    if is_small:
        print(*figures, sep="\n")
    else:
        keep("generation", figures)


def _batches(folder: Path, *, n_tokens: int, n_rounds: int) -> Iterator[Figure]:
    """Compare the engine's batches with one by one, and with transformers' own generation of the same batches."""
    texts = [path.read_text(encoding="utf-8") for path in Path("fixtures/demo").glob("*.sql")]
    build_tiny(folder, texts, hidden=256, n_layers=6, vocabulary=4096)
    model = LocalModel.load(open_checkpoint(folder), device="cpu", max_rows=BATCH)
    asked = [_request(number, table, n_tokens) for number, table in enumerate(demo_tables()[: 2 * BATCH])]
    few = asked[::4]
    ways: list[Callable[[], tuple[Texts, int]]] = [
        lambda: _ours(model, [asked]),
        lambda: _bare(model, asked),
        lambda: _ours(model, [[one] for one in few]),
    ]
    # In turns, so that what else the machine does hits all of them.
    rounds = [[_timed(way) for way in ways] for _ in range(n_rounds)]
    (ours, _), (bare, _), (alone, _) = (found for found, _ in rounds[-1])
    speeds = [[n / seconds for (_, n), seconds in one] for one in rounds]
    yield Figure("Tokens per CPU second in batches of 16, Llama shape of 6 M", median(s[0] for s in speeds), "/s")
    yield Figure("the same one by one", median(s[2] for s in speeds), "/s")
    yield Figure("batches over one by one", median(s[0] / s[2] for s in speeds), "times", 4, at_least=True)
    yield Figure("tables whose text is the same in both", 100 * _share(alone, ours), "%", 100, at_least=True)
    yield Figure(
        "CPU beyond transformers' generate, same batches", median(100 * (s[1] / s[0] - 1) for s in speeds), "%", 5
    )
    yield Figure("tables whose text is the same in both (generate)", 100 * _share(ours, bare), "%", 100, at_least=True)


def _forcing(tables: Sequence[TableRecord]) -> Iterator[Figure]:
    """Compare forced with free decoding by the model that ships."""
    model = LocalModel.load(open_checkpoint(SHIPPED / BESPOKE), device="cpu", max_rows=BATCH)
    (forced, seconds), (free, free_seconds) = (
        _timed(partial(_documented, model, tables, forced=forced)) for forced in (True, False)
    )
    for how, results, taken in (("forced", forced, seconds), ("free", free, free_seconds)):
        counts = Counter(result.status for result in results.values())
        n_tokens = sum(result.n_tokens_out for result in results.values())
        yield Figure(f"Tokens per CPU second, {how}, the shipped model", n_tokens / taken, "/s")
        yield Figure(f"tables per CPU second, {how}", len(results) / taken, "/s")
        yield Figure(f"tokens per table, {how}, retries included", n_tokens / len(results), "")
        yield Figure(f"tables without any mending, {how}", 100 * counts[Status.OK] / len(results), "%")
        usable = counts[Status.OK] + counts[Status.REPAIRED]
        target = 100 if how == "forced" else None
        yield Figure(f"tables with every text, {how}", 100 * usable / len(results), "%", target, at_least=True)
    yield Figure("texts that are the same, where free needed no mending", 100 * _same_texts(forced, free), "%")


def _around_the_model(n_tables: int) -> Iterator[Figure]:
    """Measure prompts, reading and bookkeeping with a model that answers at once."""
    table = demo_tables()[5]
    answer = Instant(table)
    config = GenerationConfig(forced=False, context_length=4096)

    def run() -> int:
        tables = ((number, table) for number in range(n_tables))
        return sum(1 for _ in document_tables(answer, tables, template=SHORT, config=config))

    n_done, seconds = _timed(run)
    yield Figure("CPU per table around the model: prompt, reading, bookkeeping", 1000 * seconds / n_done, "ms")


class Instant:
    """Answers every prompt with the same good object."""

    def __init__(self, table: TableRecord) -> None:
        columns = ", ".join(f'"{column.name}": "What it means, in one sentence."' for column in table.columns)
        self._text = f'{{"description": "What one row is.", "columns": {{{columns}}}}}'

    def complete(self, requests: Iterable[TextRequest], *, sampling: Sampling) -> Iterator[Completion]:
        """Yield the object for every request."""
        for request in requests:
            yield Completion(request.key, self._text, Finish.STOP)

    def n_tokens(self, messages: tuple[Message, ...]) -> int:
        """Return a guess."""
        return sum(len(message.content) for message in messages) // 4


def _request(number: int, table: TableRecord, n_tokens: int) -> TextRequest:
    return TextRequest(number, SHORT.messages(table, table.columns), n_tokens)


def _ours(model: LocalModel, lists: Sequence[Sequence[TextRequest]]) -> tuple[Texts, int]:
    done = [one for requests in lists for one in model.complete(requests, sampling=Sampling())]
    return {int(str(one.key)): one.text for one in done}, sum(one.n_tokens_out for one in done)


def _bare(model: LocalModel, requests: Sequence[TextRequest]) -> tuple[Texts, int]:
    """Generate by transformers alone: the same prompts in batches of the same length, padded on the left."""
    tokenizer, texts, n_tokens = model.codec.tokenizer, {}, 0
    tokenizer.padding_side = "left"
    ordered = sorted(requests, key=lambda one: model.n_tokens(one.messages), reverse=True)
    for start in range(0, len(ordered), BATCH):
        batch = ordered[start : start + BATCH]
        prompts = [one.messages[0].content for one in batch]
        inputs = tokenizer(prompts, return_tensors="pt", padding=True, return_token_type_ids=False)
        generate = cast(Callable[..., torch.Tensor], model.model.generate)
        rows = generate(**inputs, max_new_tokens=batch[0].max_new_tokens, do_sample=False, use_cache=True)
        for request, row in zip(batch, rows[:, inputs["input_ids"].shape[1] :].tolist(), strict=True):
            written = row[: row.index(model.codec.pad)] if model.codec.pad in row else row
            texts[int(str(request.key))] = model.codec.decode(written, without_special=True)
            n_tokens += len(written)
    return texts, n_tokens


def _documented(model: LocalModel, tables: Sequence[TableRecord], *, forced: bool) -> dict[int, TableResult]:
    config = GenerationConfig(forced=forced, context_length=model.context_length)
    return dict(document_tables(model, enumerate(tables), template=SHORT, config=config))


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    started = time.process_time()
    return work(), time.process_time() - started


def _share(few: Texts, all_: Texts) -> float:
    # Transformers writes on where our rows end with the object they were asked for.
    return sum(all_[key].startswith(text) for key, text in few.items()) / len(few)


def _same_texts(forced: dict[int, TableResult], free: dict[int, TableResult]) -> float:
    pairs: list[tuple[object, object]] = []
    for number, result in free.items():
        other = forced[number].documentation
        if result.status is Status.OK and result.documentation and other:
            pairs += zip(result.documentation.comments, other.comments, strict=True)
    return sum(one == other for one, other in pairs) / max(len(pairs), 1)


if __name__ == "__main__":
    main()
