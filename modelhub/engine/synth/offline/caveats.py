"""What to beware of in a table, told from the columns that it has."""

from collections.abc import Iterator

from modelhub.engine.synth.offline.table_plan import PlannedColumn, TableKind, TablePlan

# What to beware of, by a column that the table has: told by whoever knows such columns.
_BY_COLUMN = (
    ("is deleted", "rows [that were deleted in the source stay here|marked as deleted are kept] and have to be [filtered out|left out of counts|left out when {short_plural} are counted]"),
    ("currency code", "amounts are in [the currency of the row|several currencies] and must be converted before they are [added up|compared]"),
    ("is current", "[filter on the current version|keep only the current versions] to see each {about} once"),
    ("is estimated", "estimated values are [replaced later|corrected when the meter is read]"),
    ("is reversal", "reversals are rows of their own, [so sums come out right|so that counts are too high]"),
    ("is planned", "planned and unplanned [{short_plural}|ones] [stand side by side|are kept together], [so a count has both|which a flag tells apart]"),
    ("ended", "a {short} that is still going on has no end[| yet]"),
    ("closed", "what is [still open|not closed yet] has no closing date"),
    ("actual value", "the actual value is filled in [later|when the day has come]"),
    ("snapshot date", "stocks of [different|several] days must not be added up"),
    ("cancelled", "cancelled ones [stay in the table|are kept], with the [time|date] of their cancellation"),
    ("quantity", "quantities are given in the unit of the {about}[|, so they can't be added up over different ones]"),
    ("quality flag", "readings of doubtful quality are [kept and marked|not removed]"),
    ("is control group", "the control group [is included|has rows too]"),
    ("is final", "figures of the last days may still change"),
    ("load", "it is [loaded|filled] by a pipeline, [so changes show up with a delay|not by hand]"),
    ("extract date", "each load [copies|brings in] the [state|whole source] of one day[|, so filter on {loaded}| and one should filter on {loaded}]"),
    ("version", "changes raise the version number[| instead of adding rows]"),
    ("is active", "entries that are no longer active [stay in the list|are kept for old rows]"),
    ("is reversed", "payments that went back later are [marked|not removed]"),
    ("decommissioned", "{about_plural} that were taken out of service [stay in the list|keep their row]"),
    ("discontinued", "discontinued ones keep their row"),
)  # fmt: skip


# These speak of what is not filled in yet, which a column that can't be null does not have.
_WHILE_EMPTY = frozenset({"ended", "closed", "actual value", "decommissioned", "discontinued", "cancelled"})


def _is_named(column: PlannedColumn, beginning: str) -> bool:
    if beginning.startswith("is "):
        stem = beginning.removeprefix("is ")
        return column.words in (beginning, f"{stem} flag", f"{stem} indicator")
    return column.words == beginning or column.words.startswith(f"{beginning} ")


def caveats(table: TablePlan) -> Iterator[str]:
    """Yield what a reader should beware of, as texts with places; all of it follows from kind, keys and columns."""
    for beginning, text in _BY_COLUMN:
        found = [one for one in table.columns if _is_named(one, beginning)]
        if not found or (beginning == "version" and table.kind is TableKind.HISTORY):
            continue
        if beginning not in _WHILE_EMPTY or any(one.nullable for one in found):
            yield text
    if table.kind is TableKind.CODES:
        yield "other tables store only the code"
        yield "[codes are never used again|a code keeps its meaning], since old rows [refer to it|still hold them]"
    if table.kind is TableKind.HISTORY:
        yield "the spans of one {about} [follow each other without gaps|do not overlap]"
        yield "join on the version that [held|was valid] on the day of the event"
    if table.kind is TableKind.BRIDGE:
        yield "[either side may have several rows|a {about} may stand in several rows], so joining through it multiplies rows"
    if len(table.keys) > 1:
        yield "{keys} together [identify a row|are unique]".replace(
            "{keys}", " and ".join(column.name for column in table.keys)
        )
