"""Pair --> Assignment: the schedule of all slots, drawn from the study's seed and written while it is a draft."""

from collections.abc import Iterator, Sequence

from django.db import transaction

from evaluator.models import Assignment, Slot, Study, StudyTable
from evaluator.planner import tell_planner
from evaluator.stats.design import Schedule, TableStratum, plan_schedule
from evaluator.steps.hold_draft import hold_draft
from evaluator.steps.pair_names import PairName, identical_pairs, pair_names
from evaluator.steps.write_turn import give_way, write_turn

# About 0.2 s a transaction: raters of other studies go on meanwhile, even on SQLite with its one writer.
BATCH = 2_000


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
    for number, batch in enumerate(_batches(rows)):
        if number:
            give_way()
        with write_turn():
            hold_draft(study, began=began)
            Assignment.objects.bulk_create(batch, batch_size=500)
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
    for slot in Slot.objects.filter(study=study):
        with transaction.atomic():
            hold_draft(study, began=began)
            Assignment.objects.filter(slot=slot).delete()


@transaction.atomic
def _store_blocks(study: Study, schedule: Schedule, began: int) -> None:
    hold_draft(study, began=began)
    block_of = {table: number for number, block in enumerate(schedule.blocks, start=1) for table in block}
    tables = list(study.tables.select_related("table").only("block", "table__digest"))
    for table in tables:
        table.block = block_of[table.table.digest]
    StudyTable.objects.bulk_update(tables, ["block"], batch_size=500)


def _batches(rows: Sequence[Assignment]) -> Iterator[Sequence[Assignment]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]
