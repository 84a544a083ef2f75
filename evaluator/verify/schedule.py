"""Checks of the schedule: it is the sealed one, and the one that the seed gives."""

from itertools import combinations

from evaluator.stats.design import Schedule, TableStratum, plan_schedule, random_codes
from evaluator.verify.check import Record, payload_of


def sealed_problem(record: Record) -> str | None:
    """Compare every showing's place, pair and side with the sealed schedule."""
    sealed, found = payload_of(record).get("schedule"), record["schedule"]
    if not isinstance(sealed, list) or len(sealed) != len(found):
        return f"{len(found)} showings are here, another number was sealed"
    for row, sealed_row in zip(found, sealed, strict=True):
        if row != sealed_row:
            return f"slot {row[0]}, position {row[1]} is not as it was sealed"
    return None


def drawn_problem(record: Record) -> str | None:
    """Draw arm codes, blocks and schedule again from the seed."""
    slots = {row[0] for row in record["schedule"]}
    if slots and len(slots) != record["study"]["n_slots"]:
        return f"the study has {record['study']['n_slots']} slots, its schedule has {len(slots)}"
    try:
        codes, schedule = random_codes(len(record["arms"]), bytes.fromhex(record["seed"])), _drawn(record)
    except ValueError as error:
        return f"no schedule can be drawn: {error}"
    if sorted(codes) != record["arms"]:
        return "the arm codes are not the ones that the seed gives"
    block_of = {table: number for number, block in enumerate(schedule.blocks, start=1) for table in block}
    if any(block_of.get(table["digest"]) != table["block"] for table in record["tables"]):
        return "the blocks of tables are not the ones that the seed gives"
    drawn = [[i.slot, i.position, i.table, i.first, i.second, i.repeat, i.swapped] for i in schedule.items]
    return None if drawn == record["schedule"] else "the schedule is not the one that the seed gives"


def identical_problem(record: Record) -> str | None:
    """Find the pairs of equal texts again; they are never shown and count as ties."""
    digest = {(text["table"], text["arm"]): text["digest"] for text in record["texts"]}
    tables = [table["digest"] for table in record["tables"]]
    same = sorted(
        [table, one, other]
        for table in tables
        for one, other in combinations(record["arms"], 2)
        if digest.get((table, one)) == digest.get((table, other))
    )
    return (
        None if same == sorted(record["identical"]) else "the pairs said to be identical are not those of equal texts"
    )


def _drawn(record: Record) -> Schedule:
    return plan_schedule(
        [TableStratum(table["digest"], table["stratum"]) for table in record["tables"]],
        pairs=list(combinations(record["arms"], 2)),
        n_raters=record["study"]["n_slots"] if record["schedule"] else 1,
        n_repeats=record["study"]["n_repeats"],
        seed=bytes.fromhex(record["seed"]),
        identical=[(table, (first, second)) for table, first, second in record["identical"]],
    )
