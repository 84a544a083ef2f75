"""One table under way: the calls that are open, what came back so far, and what it adds up to."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from math import ceil

from modelhub.engine.calls import Call, CountTokens, DoesNotFit, plan_calls
from modelhub.engine.parse import read_answer
from modelhub.engine.prompts import PromptTemplate
from modelhub.engine.records import ColumnRecord, DocumentationRecord, TableRecord
from modelhub.engine.results import Status, TableResult
from modelhub.engine.suspicion import suspicious
from modelhub.engine.text_model import Completion, Finish, GenerationConfig

N_NAMED = 5
# What a first retry did not bring is asked for in so many parts.
_N_PARTS = 4


class Job:
    """Collects answers until every column has a text, an error came, or all retries are spent."""

    def __init__(self, table: TableRecord, config: GenerationConfig) -> None:
        self.table, self.config = table, config
        self.open_calls: dict[int, Call] = {}
        self._places = count()
        self._retries_left = config.n_retries
        self._columns_per_call, self._was_too_long = config.columns_per_call, False
        self._description = ""
        self._comments: dict[str, str] = {}
        self._raw: dict[int, str] = {}
        self._completions: list[Completion] = []
        self._notes: list[str] = list(suspicious(table))
        self._n_mended, self._was_readable, self._was_cut = 0, True, False
        self._kind = ""

    def is_sound(self) -> bool:
        """Whether the table can be documented at all: an object can't hold two columns of one name."""
        names = [column.name for column in self.table.columns]
        if len(set(names)) == len(names):
            return True
        self._fail("columns", "two columns have the same name; rename one")
        return False

    def plan(
        self, columns: Sequence[ColumnRecord], *, template: PromptTemplate, count: CountTokens
    ) -> list[tuple[int, Call]]:
        """Open the calls that ask about these columns, and return them with their places; none where none fits."""
        try:
            config = replace(self.config, columns_per_call=self._columns_per_call)
            calls = plan_calls(self.table, columns, template=template, config=config, count=count)
        except DoesNotFit:
            self._fail(
                "context", f"a prompt for one column does not fit the context of {self.config.context_length} tokens"
            )
            return []
        opened = [(next(self._places), call) for call in calls]
        self.open_calls.update(opened)
        self._was_readable, self._was_cut = True, False
        if any(call.cut for call in calls):
            self._note("the prompt was cut to fit: types or names of other columns were left out")
        return opened

    def take(self, place: int, completion: Completion) -> None:
        """Take the answer to an open call."""
        call = self.open_calls.pop(place)
        self._completions.append(completion)
        if completion.prompt_cut:
            self._note("the prompt was cut to fit the context")
        if completion.finish is Finish.ERROR:
            self._take_error(call, completion)
            return
        self._raw[place] = completion.text
        answer = read_answer(completion.text, call.columns)
        self._description = self._description or answer.description
        for name, text in answer.comments.items():
            self._comments.setdefault(name, text)
        self._was_readable &= answer.readable
        self._was_cut |= answer.cut or completion.finish is Finish.LENGTH
        self._n_mended += len(answer.notes)
        for note in answer.notes:
            self._note(note)

    def _take_error(self, call: Call, completion: Completion) -> None:
        if completion.kind != "context" or len(call.columns) < 2:
            self._fail(completion.kind or "model", completion.problem)
            return
        # Only the model knows its context for certain.
        self._columns_per_call = min(self._columns_per_call, len(call.columns) // 2)
        self._was_too_long = True
        self._note("asked in smaller parts: a prompt was too long for the model's context")

    def missing_columns(self) -> list[ColumnRecord] | None:
        """Return the columns to ask for again (none: the description alone), or None when it is over."""
        missing = self._missing()
        if self._was_too_long and not self._kind:
            self._was_too_long = False
            return missing
        if self._kind or not self._retries_left or (self._description and not missing):
            return None
        if self._retries_left < self.config.n_retries:
            # The same question again would get the same answer.
            self._columns_per_call = min(self._columns_per_call, max(1, ceil(len(missing) / _N_PARTS)))
        self._retries_left -= 1
        self._n_mended += 1
        self._note(f"asked again for {_named([column.name for column in missing]) or 'the description'}")
        return missing

    def result(self) -> TableResult:
        """Return what the table's answers add up to."""
        status = self._status()
        kind = self._kind or self._kind_of(status)
        if status in (Status.INVALID, Status.TRUNCATED):
            missing = [column.name for column in self._missing()]
            self._note(f"no text for {_named([*([] if self._description else ['the description']), *missing])}")
        return TableResult(
            status=status,
            documentation=self._documentation(status),
            raw=tuple(self._raw[place] for place in sorted(self._raw)),
            n_tokens_in=sum(completion.n_tokens_in for completion in self._completions),
            n_tokens_out=sum(completion.n_tokens_out for completion in self._completions),
            seconds=sum(completion.seconds for completion in self._completions),
            n_calls=len(self._completions),
            notes=tuple(self._notes),
            kind=kind,
            forced=bool(self._completions) and all(completion.forced for completion in self._completions),
            prompt_cut=any("was cut to fit" in note for note in self._notes),
        )

    def _status(self) -> Status:
        if self._kind:
            return Status.ERROR
        if self._description and not self._missing():
            return Status.REPAIRED if self._n_mended else Status.OK
        return Status.TRUNCATED if self._was_cut else Status.INVALID

    def _kind_of(self, status: Status) -> str:
        if status in (Status.OK, Status.REPAIRED):
            return ""
        return "length" if status is Status.TRUNCATED else ("columns" if self._was_readable else "json")

    def _documentation(self, status: Status) -> DocumentationRecord | None:
        if status is Status.ERROR or not (self._description or self._comments):
            return None
        comments = tuple((column.name, self._comments.get(column.name)) for column in self.table.columns)
        return DocumentationRecord(self.table.name, self._description, comments)

    def _missing(self) -> list[ColumnRecord]:
        return [column for column in self.table.columns if column.name not in self._comments]

    def _fail(self, kind: str, problem: str) -> None:
        self._kind = self._kind or kind
        self._note(problem)

    def _note(self, note: str) -> None:
        if note and note not in self._notes:
            self._notes.append(note)


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - N_NAMED} more" if len(names) > N_NAMED else ""
    return ", ".join(names[:N_NAMED]) + more
