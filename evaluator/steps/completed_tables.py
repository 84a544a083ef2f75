"""Schedule and answers --> the tables that are complete, in the order in which all raters meet them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping


def completed_tables(blocks: Mapping[str, int], showings: Iterable[tuple[str, bool]]) -> tuple[str, ...]:
    """Return the tables (digests) of the first blocks up to the first one that lacks an answer, by digest within each.

    `blocks` is each table's block, `showings` (table, answered) of every primary showing to every rater. Blocks come in
    random order and a digest says nothing of a text, so that no answer decides which tables are in and which come first.
    """
    open_blocks = {blocks[table] for table, answered in showings if not answered}
    tables_of: defaultdict[int, list[str]] = defaultdict(list)
    for table, block in blocks.items():
        tables_of[block].append(table)
    found: list[str] = []
    for block in sorted(tables_of):
        if block in open_blocks:
            break
        found += sorted(tables_of[block])
    return tuple(found)
