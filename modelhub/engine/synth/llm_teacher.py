"""Any text model as a teacher, in two stages: it writes tables for briefs, then documents those that can be read."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from modelhub.engine.document import document_tables
from modelhub.engine.records import TableRecord
from modelhub.engine.results import Status, TableResult
from modelhub.engine.synth.brief import Brief
from modelhub.engine.synth.llm_prompts import DOCUMENTING, dialect_of, prompts_digest, table_messages
from modelhub.engine.synth.read_ddl import NotCreateTable, read_ddl
from modelhub.engine.synth.teacher import Draft, Refusal, Written
from modelhub.engine.text_model import Completion, Finish, GenerationConfig, Sampling, TextModel, TextRequest

MAX_DDL_TOKENS = 1536
# The same prompt at temperature 0 would give the same table for every brief of an industry and use case.
SAMPLING = Sampling(temperature=0.8, top_p=0.95)
_REFUSES = re.compile(
    r"^\W*(?:i['’]?m sorry|i am sorry|sorry|i can(?:['’]t|not)|i(?:['’]m| am) (?:unable|not able)|as an ai)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Usage:
    """What a teacher has taken so far."""

    n_calls: int = 0
    n_tokens_in: int = 0
    n_tokens_out: int = 0
    seconds: float = 0.0


class LlmTeacher:
    """Asks a model that is local or behind an endpoint. What goes wrong with one brief is a Refusal, and counted.

    Budget, retries, limits and time-outs are the model's own. When it is gone (ModelGone, BudgetSpent), what was yielded
    before stands; of the batch under way, tables without texts are lost and asked again on resuming.
    """

    is_built_in = False

    def __init__(
        self,
        model: TextModel,
        *,
        name: str,
        version: str,
        terms: str,
        config: GenerationConfig | None = None,
        sampling: Sampling = SAMPLING,
    ) -> None:
        """`version` identifies the model; the digest of the prompts is added. `config` is for the second stage."""
        self.name, self.terms = name, terms
        self.version = f"{version}, prompts {prompts_digest()[:12]}"
        self.usage = Usage()
        self._model, self._sampling, self._config = model, sampling, config or GenerationConfig()

    def write(self, brief: Brief) -> Written:
        """Return a draft, or why there is none. Raises ModelGone."""
        return next(written for _, written in self.write_many([(0, brief)]))

    def write_many(self, briefs: Iterable[tuple[int, Brief]]) -> Iterator[tuple[int, Written]]:
        """Yield one result for every numbered brief: first those that got no table. Raises ModelGone."""
        asked = dict(briefs)
        tables: dict[int, tuple[TableRecord, str]] = {}
        for number, outcome in self._tables(asked):
            if isinstance(outcome, tuple):
                tables[number] = outcome
            else:
                yield number, outcome
        records = ((number, table) for number, (table, _) in tables.items())
        for number, result in document_tables(self._model, records, template=DOCUMENTING, config=self._config):
            self._count(result.n_calls, result.n_tokens_in, result.n_tokens_out, result.seconds)
            table, ddl = tables[number]
            yield number, _draft(table, ddl, result)

    def _tables(self, asked: dict[int, Brief]) -> Iterator[tuple[int, tuple[TableRecord, str] | Written]]:
        waiting = dict(asked)
        for completion in self._model.complete(self._requests(asked), sampling=self._sampling):
            number = completion.key
            if not isinstance(number, int) or waiting.pop(number, None) is None:
                raise ValueError(f"the model answered {completion.key!r}, which was not asked, or not twice")
            self._count(1, completion.n_tokens_in, completion.n_tokens_out, completion.seconds)
            yield number, _table(completion, dialect_of(asked[number]))
        for number in waiting:
            yield number, Refusal("lost", "the model ended without an answer to this prompt")

    def _requests(self, asked: dict[int, Brief]) -> Iterator[TextRequest]:
        room = min(MAX_DDL_TOKENS, self._config.max_new_tokens)
        for number, brief in asked.items():
            yield TextRequest(number, table_messages(brief), room)

    def _count(self, n_calls: int, n_tokens_in: int, n_tokens_out: int, seconds: float) -> None:
        usage = self.usage
        self.usage = replace(
            usage,
            n_calls=usage.n_calls + n_calls,
            n_tokens_in=usage.n_tokens_in + n_tokens_in,
            n_tokens_out=usage.n_tokens_out + n_tokens_out,
            seconds=usage.seconds + seconds,
        )


def _table(completion: Completion, dialect: str) -> tuple[TableRecord, str] | Written:
    """Return the table, or what came instead: what is no CREATE TABLE goes to the filter that counts it."""
    if completion.finish is Finish.ERROR:
        return Refusal(completion.kind or "model", completion.problem, completion.text)
    if _REFUSES.match(completion.text):
        return Refusal("refused", "the model declined to write a table", completion.text)
    if completion.finish is Finish.LENGTH:
        return Refusal("length", "the statement was cut off by the limit of tokens", completion.text)
    try:
        read = read_ddl(completion.text, dialect)
    except NotCreateTable:
        return Draft(dialect, completion.text, "", ())
    # A teacher that comments its own SQL would be asked with the answer in view: the statement is kept without.
    return read.table, read.ddl


def _draft(table: TableRecord, ddl: str, result: TableResult) -> Written:
    if result.status is Status.ERROR or result.documentation is None:
        return Refusal(result.kind or "model", "; ".join(result.notes) or "no documentation", "\n\n".join(result.raw))
    comments = tuple((name, comment) for name, comment in result.documentation.comments if comment)
    return Draft(table.dialect, ddl, result.documentation.description, comments)
