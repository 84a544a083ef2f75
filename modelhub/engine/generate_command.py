"""python -m modelhub.engine generate: JSON lines of tables in, JSON lines of documentation out, as they finish."""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from modelhub.engine.checkpoints import CheckpointRefused, open_checkpoint
from modelhub.engine.document import document_tables
from modelhub.engine.presets import presets
from modelhub.engine.prompts import LONG, TEMPLATES, PromptTemplate, TemplateError
from modelhub.engine.records import RecordError, TableRecord, table_from_json
from modelhub.engine.results import TableResult
from modelhub.engine.text_model import GenerationConfig, ModelGone, Sampling

if TYPE_CHECKING:
    from modelhub.engine.local.model import LocalModel


class InputRefused(ValueError):
    """A file that can't be used; the message names it and the line."""


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its options."""
    parser = commands.add_parser("generate", help="document tables by a model of this machine", description=__doc__)
    parser.set_defaults(run=run)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--model", type=Path, metavar="DIR", help="a directory in Hugging Face's layout")
    source.add_argument(
        "--random-weights", metavar="PRESET", help="the shape of a preset: for speed and memory, not for texts"
    )
    parser.add_argument("--adapter", type=Path, metavar="DIR", help="a LoRA adapter saved by PEFT, on top of the model")
    parser.add_argument("--tables", type=Path, required=True, metavar="IN.jsonl", help="one table per line")
    parser.add_argument("--out", type=Path, required=True, metavar="OUT.jsonl", help="one result per line, appended")
    parser.add_argument(
        "--template", default=LONG.name, help=f"{' or '.join(TEMPLATES)}, or a JSON file (system, user)"
    )
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N (default auto)")
    parser.add_argument("--temperature", type=float, default=0.0, help="0 takes the likeliest token (default)")
    parser.add_argument("--top-p", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=0, help="with a temperature: the same seed gives the same texts")
    parser.add_argument("--max-new-tokens", type=int, default=GenerationConfig().max_new_tokens)
    parser.add_argument("--free", action="store_true", help="let the model write the JSON itself instead of forcing it")
    parser.add_argument("--max-rows", type=int, help="tables at once, at most (default: what memory allows)")


def run(options: argparse.Namespace) -> int:
    """Document every table; return 0, 1 when some table has no documentation, 2 when nothing could be done."""
    try:
        counts = _generate(options)
    except (CheckpointRefused, InputRefused, TemplateError, ModelGone, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0 if set(counts) <= {"ok", "repaired"} else 1


def _generate(options: argparse.Namespace) -> Counter[str]:
    template = _template(options.template)
    for _ in _tables(options.tables):
        pass  # Every line is read once before a model is loaded: a broken last line should not cost an hour.
    model = _model(options)
    sampling = Sampling(options.temperature, options.top_p, options.seed)
    config = GenerationConfig(sampling, options.max_new_tokens, forced=not options.free)
    config = replace(config, context_length=model.context_length)
    results = document_tables(model, _tables(options.tables), template=template, config=config)
    return _write(results, options.out)


def _model(options: argparse.Namespace) -> "LocalModel":
    # Not at the top: it takes seconds, and what is wrong with the input should be said before.
    from modelhub.engine.local.model import LocalModel
    from modelhub.engine.local.random_weights import random_local_model

    if options.random_weights:
        if options.random_weights not in presets():
            raise InputRefused(f"there is no preset {options.random_weights!r}; there are {', '.join(presets())}")
        return random_local_model(presets()[options.random_weights], device=options.device, max_rows=options.max_rows)
    checkpoint = open_checkpoint(options.model, adapter=options.adapter)
    model = LocalModel.load(checkpoint, device=options.device, max_rows=options.max_rows)
    for notice in (*checkpoint.notices, *model.notices):
        sys.stderr.write(f"{notice}\n")
    return model


def _tables(path: Path) -> Iterator[tuple[int, TableRecord]]:
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                try:
                    yield number, table_from_json(line)
                except RecordError as error:
                    raise InputRefused(f"{path}, line {number}: {error}") from error


def _write(results: Iterator[tuple[int, TableResult]], path: Path) -> Counter[str]:
    counts: Counter[str] = Counter()
    n_tokens, started = 0, time.monotonic()
    with path.open("a", encoding="utf-8") as file:
        for number, result in results:
            file.write(result_to_json(number, result) + "\n")
            file.flush()
            counts[str(result.status)] += 1
            n_tokens += result.n_tokens_out
            seconds = time.monotonic() - started
            sys.stderr.write(f"\r{counts.total()} tables, {n_tokens / seconds:.0f} tokens/s, {dict(counts)}")
    sys.stderr.write("\n")
    return counts


def result_to_json(number: int, result: TableResult) -> str:
    """Return a result as one line: documentation as `--tables` of other commands take it, and how it came about."""
    documentation = result.documentation
    written = {"table": documentation.table, "description": documentation.description} if documentation else {}
    columns = {"columns": dict(documentation.comments)} if documentation else {}
    about = {
        "line": number,
        "status": str(result.status),
        "kind": result.kind,
        "notes": result.notes,
        "n_tokens_in": result.n_tokens_in,
        "n_tokens_out": result.n_tokens_out,
        "n_calls": result.n_calls,
        "seconds": round(result.seconds, 3),
        "forced": result.forced,
        "prompt_cut": result.prompt_cut,
        "raw": result.raw,
    }
    return json.dumps({**written, **columns, **about})


def _template(name: str) -> PromptTemplate:
    if name in TEMPLATES:
        return TEMPLATES[name]
    try:
        fields = json.loads(Path(name).read_text(encoding="utf-8"))
        return PromptTemplate(name=Path(name).stem, system=fields["system"], user=fields["user"])
    except TemplateError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputRefused(f"{name} is no template: write a JSON object with the texts 'system' and 'user'") from error
