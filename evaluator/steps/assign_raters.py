"""Pair --> Assignment: the schedule of all slots, drawn from the study's seed and written while it is a draft."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from evaluator.models import Assignment, Opening, Study, StudyTable
from evaluator.planner import tell_planner
from evaluator.stats.design import Schedule, TableStratum, plan_schedule
from evaluator.steps.ask_opening import note_life, note_progress
from evaluator.steps.hold_draft import hold_draft
from evaluator.steps.pair_names import PairName, identical_pairs, pair_names
from evaluator.steps.write_turn import give_way, write_turn

# About 0.2 s a transaction: raters of other studies go on meanwhile, even on SQLite with its one writer.
BATCH = 2_000
BLOCKS = 200
T = TypeVar("T")


def assign_raters(study: Study, *, began: int) -> int:
    """Write the whole schedule of a draft in small transactions and return the number of assignments.

    A draft's earlier schedule is replaced; until the study opens nobody can see either. `began` is the log's entry from
    `begin_opening`: two openings at once would mix their schedules. Raises NotNow when the draft changes meanwhile.
    """
    _clear(study, began)
    schedule = draw_schedule(study)
    _store_blocks(study, schedule, began)
    slots = dict(study.slots.values_list("number", "id"))
    pairs = {name: pk for pk, name in pair_names(study).items()}
    rows = [
        Assignment(
            slot_id=slots[item.slot],
            pair_id=pairs[PairName(item.table, item.first, item.second)],
            repeat=item.repeat,
            swapped=item.swapped,
            position=item.position,
        )
        for item in schedule.items
    ]
    note_progress(study, Opening.Stage.WRITING, n_to_write=len(rows))
    _in_turns(study, began, rows, BATCH, partial(_store_assignments, study))
    tell_planner(Assignment)
    return len(rows)


def draw_schedule(study: Study) -> Schedule:
    """Return the schedule that the study's seed gives; the same however often it is drawn."""
    # Named by digest and not by row, so that anyone with the export can draw the same schedule from the seed.
    tables = [TableStratum(digest, stratum) for digest, stratum in study.tables.values_list("table__digest", "stratum")]
    codes = sorted(study.arms.values_list("code", flat=True))
    return plan_schedule(
        tables,
        pairs=[(one, other) for index, one in enumerate(codes) for other in codes[index + 1 :]],
        n_raters=study.slots.count(),
        n_repeats=study.n_repeats,
        seed=bytes.fromhex(study.seed),
        identical=[(pair.table, (pair.first, pair.second)) for pair in identical_pairs(study)],
    )


def _clear(study: Study, began: int) -> None:
    earlier = list(Assignment.objects.filter(slot__study=study).values_list("id", flat=True))
    _in_turns(study, began, earlier, BATCH, lambda ids: Assignment.objects.filter(pk__in=ids).delete())


def _store_blocks(study: Study, schedule: Schedule, began: int) -> None:
    id_of = dict(study.tables.values_list("table__digest", "id"))
    blocks = [(number, [id_of[table] for table in block]) for number, block in enumerate(schedule.blocks, start=1)]
    _in_turns(study, began, blocks, BLOCKS, _number_tables)


def _number_tables(blocks: Sequence[tuple[int, list[int]]]) -> None:
    for number, tables in blocks:
        StudyTable.objects.filter(pk__in=tables).update(block=number)


def _store_assignments(study: Study, batch: Sequence[Assignment]) -> None:
    Assignment.objects.bulk_create(batch, batch_size=500)
    note_life(study, n_written=len(batch))


def _in_turns(study: Study, began: int, things: Sequence[T], n: int, write: Callable[[Sequence[T]], object]) -> None:
    """Write n things per transaction; in between others have their turn, and the draft may turn out to have changed."""
    for start in range(0, len(things), n):
        if start:
            give_way()
        with write_turn():
            hold_draft(study, began=began)
            write(things[start : start + n])
