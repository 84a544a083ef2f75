import json
from collections.abc import Iterator

import pytest

from modelhub.engine.synth.brief import Brief, Industry
from modelhub.engine.synth.dataset import Briefs, NothingAccepted, synthesise
from modelhub.engine.synth.example import Example
from modelhub.engine.synth.filters.overlap import ContaminationError
from modelhub.engine.synth.offline.teacher import OfflineTeacher
from modelhub.engine.synth.read_ddl import read_ddl
from modelhub.engine.synth.report import report_of
from modelhub.engine.synth.taxonomy_files import read_industries, read_use_cases
from modelhub.engine.synth.teacher import Draft, Refusal, Written
from modelhub.engine.text_model import ModelGone
from tests.modelhub.engine.synth.making import (
    COMMENTS,
    DDL,
    DESCRIPTION,
    GOOD,
    USE_CASES,
    Scripted,
    briefs,
    comments_with,
    renamed,
)

BAD: dict[str, Written] = {
    "no_draft": Refusal("timeout", "no answer within 60 s"),
    "not_create_table": Draft("postgres", "SELECT 1", DESCRIPTION, COMMENTS),
    "too_few_columns": Draft("postgres", "CREATE TABLE a (x int, y int)", DESCRIPTION, (("x", "One."), ("y", "Two."))),
    "length": Draft("postgres", DDL, "One row per check.", COMMENTS),
    "lists_columns": Draft("postgres", DDL, "It has the columns oven_id and checked_at. Good to know.", COMMENTS),
    "hyperbole": Draft("postgres", DDL, f"An invaluable table. {DESCRIPTION}", COMMENTS),
    "comment_mismatch": Draft("postgres", DDL, DESCRIPTION, comments_with(oven_id="The oven.")),
    "near_duplicate": GOOD,
}


def test_each_filter_counts_what_it_rejects() -> None:
    dataset = synthesise(briefs=briefs(), teacher=Scripted(GOOD, *BAD.values()), n=5)
    assert len(dataset.examples) == 1
    assert [reject.filter for reject in dataset.rejects[:8]] == list(BAD)
    counts = {one.name: one.n_rejected for one in dataset.report.filters}
    # Ten drafts: the script and its first line again, which is a duplicate by then.
    assert counts == {**dict.fromkeys(BAD, 1), "near_duplicate": 2, "overlap": 0}
    assert [one.n_seen for one in dataset.report.filters] == [10, 9, 8, 7, 6, 5, 4, 3, 1]


def test_rejects_keep_reason_place_and_all_that_was_said() -> None:
    dataset = synthesise(briefs=briefs(), teacher=Scripted(GOOD, BAD["length"], BAD["no_draft"]), n=2)
    length, none = dataset.rejects[:2]
    assert (length.reason, none.reason) == ("1 sentence, two to four are wanted", "timeout: no answer within 60 s")
    assert length.where.startswith("draft 2, industry ")
    assert DDL in length.raw
    assert "oven_id: Oven in which" in length.raw


def test_overlap_is_a_reject_of_a_model_and_an_error_of_the_built_in_teacher() -> None:
    tested = read_ddl(DDL, "postgres").table
    other = renamed(GOOD, 1)
    dataset = synthesise(briefs=briefs(), teacher=Scripted(GOOD, other), n=1, test_tables=[tested])
    assert [example.table.name for example in dataset.examples] == ["plant.press_check"]
    assert [reject.filter for reject in dataset.rejects] == ["overlap"]
    with pytest.raises(ContaminationError, match=r"plant\.oven_check: it shares the name and 100 %"):
        synthesise(briefs=briefs(), teacher=Scripted(GOOD, is_built_in=True), n=1, test_tables=[tested])
    kept = synthesise(
        briefs=briefs(),
        teacher=Scripted(GOOD, other, is_built_in=True),
        n=1,
        test_tables=[tested],
        overlap_is_error=False,
    )
    assert len(kept.rejects) == 1


def test_nothing_accepted_says_which_filter() -> None:
    with pytest.raises(NothingAccepted, match="none of 6 drafts passed the filters; 6 of them: praise"):
        synthesise(briefs=briefs(), teacher=Scripted(BAD["hyperbole"]), n=3)


def test_too_few_examples_are_none() -> None:
    with pytest.raises(ValueError, match="ask for 1 or more"):
        synthesise(briefs=briefs(), teacher=Scripted(GOOD), n=0)


def test_teacher_is_asked_no_more_than_twice_per_example() -> None:
    teacher = Scripted(GOOD)
    assert len(synthesise(briefs=briefs(), teacher=teacher, n=40).examples) == 1
    assert len(teacher.asked) == 80


def test_same_seed_gives_the_same_digest_and_another_does_not() -> None:
    one, same, other = (synthesise(briefs=briefs(seed), teacher=OfflineTeacher(), n=40) for seed in (1, 1, 2))
    assert one.digest == same.digest
    assert one.digest != other.digest


def test_splits_go_by_industry() -> None:
    dataset = synthesise(briefs=briefs(), teacher=OfflineTeacher(), n=60)
    by_industry = {(example.industry[:3], example.split) for example in dataset.examples}
    assert len(by_industry) == len({industry for industry, _ in by_industry})
    assert {split for _, split in by_industry} == {"train", "validation", "test"}


def test_whole_sectors_are_left_out_beside_their_subsectors() -> None:
    assert [one.code for one in briefs().written_about if len(one.code) == 2] == []
    alone = Briefs((Industry("11", "Agriculture", "11"), Industry("212", "Mining", "21")), USE_CASES, 1)
    assert [one.code for one in alone.written_about] == ["11", "212"]


def test_no_word_of_a_held_out_subsector_is_trained_on() -> None:
    dataset = synthesise(briefs=Briefs(read_industries(), read_use_cases(), 3), teacher=OfflineTeacher(), n=200)
    splits = dataset.briefs.splits
    assert all(example.split == splits[example.industry] for example in dataset.examples)
    assert not {example.industry for example in dataset.examples} & {"11", "31-33", "52"}


class _Dying:
    """The built-in teacher, until the model is gone."""

    name, version, terms, is_built_in = "dying", "1", "MIT", False

    def __init__(self, n_until: int) -> None:
        self.n_left = n_until
        self.inner = OfflineTeacher()

    def write(self, brief: Brief) -> Written:
        if not self.n_left:
            raise ModelGone("the budget is spent")
        self.n_left -= 1
        return self.inner.write(brief)


def test_resumed_after_a_stop_it_is_the_same_dataset_and_asks_nothing_twice() -> None:
    written: dict[int, Written] = {}
    with pytest.raises(ModelGone):
        synthesise(briefs=briefs(), teacher=_Dying(150), n=200, on_written=written.__setitem__)
    assert len(written) == 150
    more: dict[int, Written] = {}
    resumed = synthesise(
        briefs=briefs(), teacher=_Dying(500), n=200, already_written=written, on_written=more.__setitem__
    )
    whole = synthesise(briefs=briefs(), teacher=_Dying(500), n=200)
    assert not written.keys() & more.keys()
    assert resumed.digest == whole.digest
    assert resumed.report == whole.report


class _Backwards:
    """Answers batches in the wrong order, as an endpoint may."""

    name, version, terms, is_built_in = "dying", "1", "MIT", False

    def write(self, brief: Brief) -> Written:
        raise AssertionError("asked in batches")

    def write_many(self, briefs: Iterator[tuple[int, Brief]]) -> Iterator[tuple[int, Written]]:
        inner = OfflineTeacher()
        for number, brief in reversed(list(briefs)):
            yield number, inner.write(brief)


def test_order_of_answers_makes_no_difference() -> None:
    backwards = synthesise(briefs=briefs(), teacher=_Backwards(), n=100)
    assert backwards.digest == synthesise(briefs=briefs(), teacher=_Dying(500), n=100).digest


def test_progress_is_told_for_every_draft() -> None:
    told: list[object] = []
    dataset = synthesise(briefs=briefs(), teacher=Scripted(GOOD, BAD["length"]), n=2, on_sifted=told.append)
    assert [isinstance(outcome, Example) for outcome in told] == [True, False, False, False]
    assert dataset.report.n_written == 4


def test_report_refuses_an_unknown_filter() -> None:
    with pytest.raises(ValueError, match="no such filter: mood"):
        report_of(1, ["mood"])


def test_lines_are_ascii_json() -> None:
    dataset = synthesise(briefs=briefs(), teacher=Scripted(GOOD), n=1)
    (line,) = dataset.json_lines()
    assert line.isascii()
    assert json.loads(line)["table"]["name"] == "plant.oven_check"
