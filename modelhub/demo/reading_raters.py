"""Simulated raters that read: a text is as good as it agrees with what they know of the table, less for what is wrong.

They know the table's reference documentation and its schema, and arms by code only: nobody's name plays a part, and no
winner is planted. What they find is what the independent check finds; it is no substitute for people, and is labelled so.
"""

from collections.abc import Mapping, Sequence

from evaluator.models import Candidate, Study
from evaluator.stats.simulate import SimulatedVote, simulate_votes
from evaluator.steps.assign_raters import draw_schedule
from modelhub.engine.independent_check.score import score
from modelhub.engine.records import DocumentationRecord, TableRecord
from modelhub.models import GenerationRun
from modelhub.steps.run_rules import table_record

# In SDs of one vote's noise: texts whose words agree by a tenth more are better by about half of one.
NOISE_PER_OVERLAP = 5.0
# A text with nothing but comments that the schema contradicts loses as much as all its words are worth.
WRONG_PENALTY = 1.0


def votes_by_reading(study: Study, reference: GenerationRun) -> Sequence[SimulatedVote]:
    """Return the votes on a study's whole schedule: the same at every call, as its seed and texts give them."""
    return simulate_votes(
        draw_schedule(study),
        quality=quality_of_texts(study, reference),
        # Whatever makes tables differ is in the texts.
        table_sd=0.0,
        rater_sd=0.2,
        tie_width=0.35,
        position_bias=0.05,
        seed=bytes.fromhex(study.seed),
    )


def quality_of_texts(study: Study, reference: GenerationRun) -> Mapping[tuple[str, str], float]:
    """Return how good the text of an arm on a table is, by table digest and arm code."""
    known = {
        output.table_id: (output.description, output.comments)
        for output in reference.outputs.filter(table__in=study.tables.values("table"))
    }
    quality = {}
    candidates = Candidate.objects.filter(arm__study=study).select_related("arm", "table__table")
    for candidate in candidates.order_by("arm__code", "table__table__digest"):
        source = candidate.table.table
        table = table_record(source)
        written = _record(table, candidate.description, candidate.comments)
        found = score(table, written, _record(table, *known[source.pk]))
        quality[source.digest, candidate.arm.code] = NOISE_PER_OVERLAP * (
            found.overlap - WRONG_PENALTY * found.wrong_share
        )
    return quality


def _record(table: TableRecord, description: str, comments: Sequence[str | None]) -> DocumentationRecord:
    names = (column.name for column in table.columns)
    return DocumentationRecord(table.name, description, tuple(zip(names, comments, strict=True)))
