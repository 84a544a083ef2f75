"""One draft after another through all filters: an example, or a reject that says why."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from modelhub.engine.parse import clean
from modelhub.engine.records import DocumentationRecord, TableRecord
from modelhub.engine.synth.brief import Brief
from modelhub.engine.synth.example import Example, example_of
from modelhub.engine.synth.filters.comments import mismatch
from modelhub.engine.synth.filters.description import hyperbole, lists_columns, too_few_columns, wrong_length
from modelhub.engine.synth.filters.near_duplicates import NearDuplicates
from modelhub.engine.synth.filters.overlap import ContaminationError, TestTables
from modelhub.engine.synth.read_ddl import NotCreateTable, ReadTable, read_ddl
from modelhub.engine.synth.teacher import Draft, Refusal, Written


@dataclass(frozen=True, slots=True)
class Reject:
    """A draft that was left out: the filter (`report.FILTERS`), the reason in words, for which brief, and all that was said."""

    number: int
    filter: str
    reason: str
    where: str
    raw: str


class Sieve:
    """Holds what a later draft is compared with; the same drafts in the same order give the same examples."""

    def __init__(
        self,
        *,
        test_tables: Iterable[TableRecord],
        splits: Mapping[str, str],
        overlap_is_error: bool,
        max_repeats: float = 0.0,
    ) -> None:
        self.test_tables = TestTables(test_tables)
        self._kept = NearDuplicates()
        self._splits, self._overlap_is_error, self._max_repeats = splits, overlap_is_error, max_repeats

    def sift(self, number: int, brief: Brief, written: Written) -> Example | Reject:
        """Return the example, or why there is none. Raises ContaminationError where overlap is an error."""
        where = f"draft {number}, industry {brief.industry.code}, use case {brief.use_case.key}"
        if isinstance(written, Refusal):
            reason = f"{written.kind}: {written.problem}"
            return Reject(number, "no_draft", reason, where, written.raw)
        try:
            read = read_ddl(written.ddl, written.dialect)
        except NotCreateTable as error:
            return Reject(number, "not_create_table", str(error), where, written.raw)
        document = _document(written, read)
        rejected = self._texts(read.table, written, document) or self._others(read.table, document, where)
        if rejected:
            return Reject(number, *rejected, where, written.raw)
        example = example_of(
            brief, ddl=read.ddl, table=read.table, document=document, split=self._splits[brief.industry.group]
        )
        self._kept.keep(where, self._kept.signature(read.table, document))
        return example

    def _texts(self, table: TableRecord, written: Draft, document: DocumentationRecord) -> tuple[str, str] | None:
        questions: tuple[tuple[str, Callable[[], str | None]], ...] = (
            ("too_few_columns", lambda: too_few_columns(table)),
            ("length", lambda: wrong_length(document.description)),
            ("lists_columns", lambda: lists_columns(document.description, table)),
            ("hyperbole", lambda: hyperbole(document.description, document.comments)),
            ("comment_mismatch", lambda: self._comments(table, written, document.description)),
        )
        return next(((name, reason) for name, ask in questions if (reason := ask())), None)

    def _comments(self, table: TableRecord, written: Draft, description: str) -> str | None:
        return mismatch(written.comments, table, description=description, max_repeats=self._max_repeats)

    def _others(self, table: TableRecord, document: DocumentationRecord, where: str) -> tuple[str, str] | None:
        if twin := self._kept.twin(self._kept.signature(table, document)):
            return "near_duplicate", f"nearly the same as {twin}"
        overlap = self.test_tables.overlap(table)
        if overlap and self._overlap_is_error:
            raise ContaminationError(f"{where}: {table.name}: {overlap}")
        return ("overlap", overlap) if overlap else None


def _document(written: Draft, read: ReadTable) -> DocumentationRecord:
    given = dict(written.comments)
    comments = tuple((column.name, clean(given.get(column.name, ""))) for column in read.table.columns)
    return DocumentationRecord(read.table.name, clean(written.description), comments)
