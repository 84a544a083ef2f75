"""Tables --> documentation, by any model: prompts, answers read and checked, missing columns asked for again."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import Generic, TypeVar

from modelhub.engine.calls import Call
from modelhub.engine.job import Job
from modelhub.engine.prompts import PromptTemplate
from modelhub.engine.records import ColumnRecord, TableRecord
from modelhub.engine.results import TableResult
from modelhub.engine.text_model import Completion, Finish, GenerationConfig, TextModel, TextRequest

Key = TypeVar("Key")
# Results that are kept before the model is asked on; only tables that can't be asked at all pile up.
MANY = 1000


def document_tables(
    model: TextModel, tables: Iterable[tuple[Key, TableRecord]], *, template: PromptTemplate, config: GenerationConfig
) -> Iterator[tuple[Key, TableResult]]:
    """Yield exactly one result for every table, in the order in which they finish; tables are pulled as needed.

    Raises ModelGone when the model can't go on; what was yielded before stands.
    """
    work: _Work[Key] = _Work(model, iter(tables), template, config)
    while work.goes_on:
        for completion in model.complete(work.requests(), sampling=config.sampling):
            work.take(completion)
            yield from work.finished()
        work.take_unanswered()
        yield from work.finished()


class _Work(Generic[Key]):
    """Tables under way. What is asked again goes before new tables, so that few tables are under way at any time."""

    def __init__(
        self,
        model: TextModel,
        tables: Iterator[tuple[Key, TableRecord]],
        template: PromptTemplate,
        config: GenerationConfig,
    ) -> None:
        self._count, self._tables, self._template, self._config = model.n_tokens, tables, template, config
        self._jobs: dict[int, tuple[Key, Job]] = {}
        self._numbers = count()
        self._requests: deque[TextRequest] = deque()
        self._finished: deque[tuple[Key, TableResult]] = deque()
        self._is_exhausted = False

    @property
    def goes_on(self) -> bool:
        """Whether anything is left to ask."""
        return bool(self._jobs or self._requests or not self._is_exhausted)

    def requests(self) -> Iterator[TextRequest]:
        """Yield what is to be asked, as it is asked for; ends while tables are left when many could not be asked at all."""
        while len(self._finished) < MANY:
            if self._requests:
                yield self._requests.popleft()
            elif (entry := next(self._tables, None)) is not None:
                self._begin(*entry)
            else:
                self._is_exhausted = True
                return

    def take(self, completion: Completion) -> None:
        """Give an answer to its table. Raises ValueError for one that was not asked for."""
        number, place = completion.key if isinstance(completion.key, tuple) else (None, None)
        if number not in self._jobs or place not in self._jobs[number][1].open_calls:
            raise ValueError(f"the model answered {completion.key!r}, which was not asked, or not twice")
        job = self._jobs[number][1]
        job.take(place, completion)
        if not job.open_calls:
            self._ask(number, job.missing_columns())

    def take_unanswered(self) -> None:
        """Mark what the model was asked and never answered; without it, a table would be lost."""
        waiting = {request.key for request in self._requests}
        for number, (_, job) in list(self._jobs.items()):
            for place in [place for place in job.open_calls if (number, place) not in waiting]:
                problem = "the model ended without an answer to this prompt"
                self.take(Completion((number, place), "", Finish.ERROR, problem=problem, kind="lost"))

    def finished(self) -> Iterator[tuple[Key, TableResult]]:
        """Yield results that are ready, once."""
        while self._finished:
            yield self._finished.popleft()

    def _begin(self, key: Key, table: TableRecord) -> None:
        number, job = next(self._numbers), Job(table, self._config)
        self._jobs[number] = (key, job)
        self._ask(number, table.columns if job.is_sound() else None)

    def _ask(self, number: int, columns: Sequence[ColumnRecord] | None) -> None:
        """Ask about columns, or with None give the table's result."""
        key, job = self._jobs[number]
        calls: list[tuple[int, Call]] = []
        if columns is not None:
            calls = job.plan(columns, template=self._template, count=self._count)
        if not calls:
            del self._jobs[number]
            self._finished.append((key, job.result()))
        for place, call in calls:
            fields = call.columns if self._config.forced else ()
            self._requests.append(TextRequest((number, place), call.messages, call.max_new_tokens, fields))
