"""Briefs --> a dataset: a teacher writes, filters sift, what passes is split by industry, and everything is counted."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from modelhub.engine.records import TableRecord
from modelhub.engine.synth.brief import Brief, Industry, UseCase, draw_briefs
from modelhub.engine.synth.example import Example, line_to_json, lines_of
from modelhub.engine.synth.report import FilterReport, report_of
from modelhub.engine.synth.sift import Reject, Sieve
from modelhub.engine.synth.sources import Source
from modelhub.engine.synth.split import split_industries
from modelhub.engine.synth.teacher import Teacher, Written, write_all

# Drafts asked for at once. Filters look at them in the order of their numbers, whichever came first.
WINDOW = 64
# Drafts per example wanted, at most: a teacher whose drafts are mostly rejected is stopped.
MOST_DRAFTS_PER_EXAMPLE = 2

OnWritten = Callable[[int, Written], None]
OnSifted = Callable[[Example | Reject], None]


class NothingAccepted(Exception):
    """Not one draft passed the filters; the message says which rejected most."""


@dataclass(frozen=True, slots=True)
class Briefs:
    """What is written about: industries, use cases and the seed that draws from them.

    `split_seed` decides which industries are held out, None: the same seed. `sources` say where both come from.
    """

    industries: tuple[Industry, ...]
    use_cases: tuple[UseCase, ...]
    seed: int
    split_seed: int | None = None
    sources: tuple[Source, ...] = ()

    def __iter__(self) -> Iterator[Brief]:
        return draw_briefs(self.written_about, self.use_cases, seed=self.seed)

    @property
    def written_about(self) -> tuple[Industry, ...]:
        """The industries without sectors whose subsectors are among them.

        A table about a whole sector may be about any of its subsectors: in training it would give away those held out.
        """
        split_up = {industry.sector for industry in self.industries if industry.code != industry.sector}
        return tuple(one for one in self.industries if one.code != one.sector or one.sector not in split_up)

    @property
    def splits(self) -> Mapping[str, str]:
        """The split of each subsector."""
        return split_industries(self.written_about, seed=self.held_out_by)

    @property
    def held_out_by(self) -> int:
        """The seed that decides which industries are held out."""
        return self.seed if self.split_seed is None else self.split_seed


@dataclass(frozen=True, slots=True)
class TeacherFacts:
    """Who wrote, and the terms under which the texts may be used."""

    name: str
    version: str
    terms: str
    # Whether its texts come from templates of this project.
    is_built_in: bool = False


@dataclass(frozen=True, slots=True)
class Dataset:
    """Examples in the order in which they were accepted, what was rejected, and how it came about."""

    examples: tuple[Example, ...]
    rejects: tuple[Reject, ...]
    briefs: Briefs
    teacher: TeacherFacts
    n_wanted: int
    n_test_tables: int
    # Share of the examples that are asked for once more, in part (see `lines_of`).
    asked_again: float = 0.0

    @property
    def report(self) -> FilterReport:
        """What each filter did."""
        return report_of(len(self.examples), [reject.filter for reject in self.rejects])

    def json_lines(self) -> Iterator[str]:
        """Yield the lines of dataset.jsonl."""
        for example in self.examples:
            for line in lines_of(example, asked_again=self.asked_again):
                yield line_to_json(line) + "\n"

    @property
    def digest(self) -> str:
        """SHA-256 of dataset.jsonl: the dataset's identity."""
        digest = hashlib.sha256()
        for line in self.json_lines():
            digest.update(line.encode())
        return digest.hexdigest()


def synthesise(
    *,
    briefs: Briefs,
    teacher: Teacher,
    n: int,
    test_tables: Iterable[TableRecord] = (),
    already_written: Mapping[int, Written] | None = None,
    on_written: OnWritten = lambda _number, _written: None,
    on_sifted: OnSifted = lambda _outcome: None,
    overlap_is_error: bool | None = None,
    max_repeats: float = 0.0,
    asked_again: float = 0.0,
) -> Dataset:
    """Return a dataset of `n` examples, or fewer where twice as many drafts did not give them.

    To resume after a stop, give what `on_written` was given before as `already_written`: those drafts are sifted again
    and not asked again, and the dataset is the same as without the stop. Overlap with a test table is an error for the
    built-in teacher, else a reject, unless `overlap_is_error` says otherwise. Raises ContaminationError,
    NothingAccepted, BriefError, ValueError for `n` below 1, and ModelGone from the teacher.
    """
    if n < 1:
        raise ValueError(f"a dataset of {n} examples is none; ask for 1 or more")
    is_error = teacher.is_built_in if overlap_is_error is None else overlap_is_error
    sieve = Sieve(test_tables=test_tables, splits=briefs.splits, overlap_is_error=is_error, max_repeats=max_repeats)
    examples: list[Example] = []
    rejects: list[Reject] = []
    drafts = _drafts(enumerate(briefs, start=1), teacher, n, already_written or {}, on_written, examples)
    for number, brief, written in drafts:
        outcome = sieve.sift(number, brief, written)
        on_sifted(outcome)
        if isinstance(outcome, Example):
            examples.append(outcome)
        else:
            rejects.append(outcome)
    if not examples:
        raise NothingAccepted(_why(rejects))
    facts = TeacherFacts(teacher.name, teacher.version, teacher.terms, teacher.is_built_in)
    return Dataset(tuple(examples), tuple(rejects), briefs, facts, n, len(sieve.test_tables), asked_again)


def _drafts(
    numbered: Iterator[tuple[int, Brief]],
    teacher: Teacher,
    n: int,
    known: Mapping[int, Written],
    on_written: OnWritten,
    examples: Sequence[Example],
) -> Iterator[tuple[int, Brief, Written]]:
    """Yield drafts in order, in windows no larger than what is still wanted, until there are enough examples."""
    left = MOST_DRAFTS_PER_EXAMPLE * n
    while left and len(examples) < n:
        window = list(islice(numbered, min(WINDOW, n - len(examples), left)))
        left -= len(window)
        written = {number: known[number] for number, _ in window if number in known}
        for number, draft in write_all(teacher, [entry for entry in window if entry[0] not in known]):
            on_written(number, draft)
            written[number] = draft
        for number, brief in window:
            yield number, brief, written[number]


def _why(rejects: Sequence[Reject]) -> str:
    report = report_of(0, [reject.filter for reject in rejects])
    most = max(report.filters, key=lambda one: one.n_rejected)
    example = next(reject.reason for reject in rejects if reject.filter == most.name)
    return f"none of {len(rejects)} drafts passed the filters; {most.n_rejected} of them: {most.rule} (e.g. {example})"
